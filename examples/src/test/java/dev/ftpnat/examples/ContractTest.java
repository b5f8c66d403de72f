package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatMatrix;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/**
 * The contract: what works where, and for what doesn't, why. One test for each scenario, client
 * mode and kind of session, each in an environment of its own. Prints the table that it has
 * measured.
 *
 * <p>The same on the kernel's own NAT, as root or in {@code unshare -Urn}:
 *
 * <pre>
 * mvn -B -q -pl examples -am test -Dtest=ContractTest -Dsurefire.failIfNoSpecifiedTests=false -Dftpnat.network=kernel
 * </pre>
 */
class ContractTest {

  /**
   * The four client modes of {@link ClientMode} plain, then under TLS; the marks are those of
   * {@link Cell}.
   */
  private static final String EXPECTED =
      """
      DIRECT                      ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      ALG_REWRITES                ✓ ✓ ✓ ✓   a m m ✓
      TLS_BLOCKED_ALG             r r r r   a m m ✓
      PRIVATE_IP_PASV             a ✓ ✓ ✓   a ✓ ✓ ✓
      EXTERNAL_ADDRESS            ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      NOTHING_FORWARDED           a m m ✓   a m m ✓
      EPSV_ONLY                   2 2 ✓ ✓   2 2 ✓ ✓
      EPSV_BLIND_ALG              ✓ ✓ m ✓   a m m ✓
      PORT_TRANSLATING_NAT        m m m ✓   m m m ✓
      CLIENT_BEHIND_NAT           ✓ ✓ ✓ s   ✓ ✓ ✓ s
      CLIENT_BEHIND_ALG           ✓ ✓ ✓ ✓   ✓ ✓ ✓ s
      DOUBLE_NAT                  ✓ ✓ ✓ s   ✓ ✓ ✓ s
      IDLE_CONTROL_TIMEOUT        ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      SERVER_BEHIND_FIREWALL      b b b ✓   b b b ✓
      SERVER_BEHIND_FIREWALL_ALG  ✓ ✓ ✓ ✓   b b b ✓
      CLIENT_BEHIND_FIREWALL      ✓ ✓ ✓ c   ✓ ✓ ✓ c
      CLIENT_BEHIND_FIREWALL_ALG  ✓ ✓ ✓ ✓   ✓ ✓ ✓ c
      MASQUERADED_INBOUND         ✓ ✓ ✓ p   ✓ ✓ ✓ p
      IPV6_ONLY                   ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      DUAL_STACK_FIREWALL         ✓ ✓ ✓ ✓   b b b ✓
      NAT64                       ✓ ✓ ✓ 6   ✓ ✓ ✓ 6
      NAT64_ALG                   ✓ ✓ ✓ ✓   ✓ ✓ ✓ 6
      """;

  private static final CompatibilityTable EXPECTED_TABLE = CompatibilityTable.parse(EXPECTED);
  private static final CompatibilityTable MEASURED_TABLE = new CompatibilityTable();

  /** What is expected of a client at FtpNat's own server. */
  static Cell expected(Scenario scenario, ClientMode mode, boolean encrypted) {
    return EXPECTED_TABLE.get(scenario, mode, encrypted);
  }

  @AfterAll
  static void printMeasured() {
    System.out.println(MEASURED_TABLE.render());
  }

  @FtpNatMatrix
  void plainPassive(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.PASSIVE, false);
  }

  @FtpNatMatrix
  void plainFallback(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.FALLBACK, false);
  }

  @FtpNatMatrix
  void plainEpsv(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.EPSV, false);
  }

  @FtpNatMatrix
  void plainActive(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.ACTIVE, false);
  }

  @FtpNatMatrix
  void tlsPassive(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.PASSIVE, true);
  }

  @FtpNatMatrix
  void tlsFallback(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.FALLBACK, true);
  }

  @FtpNatMatrix
  void tlsEpsv(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.EPSV, true);
  }

  @FtpNatMatrix
  void tlsActive(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.ACTIVE, true);
  }

  private static void check(FtpNat nat, Scenario scenario, ClientMode mode, boolean encrypted) {
    boolean transferred;
    try {
      transferred = new FileRoundTrip(nat, mode, encrypted).run();
    } catch (IOException e) {
      transferred = false;
    }
    Cell measured = Cell.judge(nat, transferred);
    MEASURED_TABLE.put(scenario, mode, encrypted, measured);
    assertThat(measured)
        .as("%s, %s, %s", scenario, mode, encrypted ? "TLS" : "plain")
        .isEqualTo(EXPECTED_TABLE.get(scenario, mode, encrypted));
    DiagnosisFile file = new DiagnosisFile(scenario, mode, encrypted);
    assertThat(file.measured(nat.topology(), nat.trace().diagnosis()))
        .as("diagnosis of %s, %s, %s", scenario, mode, encrypted ? "TLS" : "plain")
        .isEqualTo(file.expected());
  }
}
