package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.GatewaySettings;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is advised in a topology is what works there: the contract's table again, from settings. */
class FeasibilityTest {

  private static final String WORKS =
      """
      DIRECT                ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      ALG_REWRITES          ✓ ✓ ✓ ✓   - - - ✓
      TLS_BLOCKED_ALG       ✓ ✓ ✓ ✓   - - - ✓
      PRIVATE_IP_PASV       - ✓ ✓ ✓   - ✓ ✓ ✓
      EXTERNAL_ADDRESS      ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      NOTHING_FORWARDED     - - - ✓   - - - ✓
      EPSV_ONLY             - - ✓ ✓   - - ✓ ✓
      EPSV_BLIND_ALG        ✓ ✓ - ✓   - - - ✓
      PORT_TRANSLATING_NAT  - - - ✓   - - - ✓
      CLIENT_BEHIND_NAT     ✓ ✓ ✓ -   ✓ ✓ ✓ -
      CLIENT_BEHIND_ALG     ✓ ✓ ✓ ✓   ✓ ✓ ✓ -
      DOUBLE_NAT            ✓ ✓ ✓ -   ✓ ✓ ✓ -
      IDLE_CONTROL_TIMEOUT  ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      """;

  @Test
  void theSettingsTellWhatWorks() {
    StringBuilder table = new StringBuilder();
    for (Scenario scenario : Scenario.values()) {
      try (FtpNat nat = FtpNat.start(scenario)) {
        GatewaySettings gateways = GatewaySettings.of(nat.topology());
        table.append(
            "%-20s  %s   %s%n"
                .formatted(
                    scenario,
                    marks(new Feasibility(gateways, false)),
                    marks(new Feasibility(gateways, true))));
      }
    }
    assertThat(table.toString()).isEqualToNormalizingNewlines(WORKS);
  }

  private static String marks(Feasibility outlook) {
    Predicate<DataMode> works = outlook::works;
    return String.join(
        " ",
        mark(works.test(DataMode.PASV)),
        mark(outlook.worksAtControlAddress()),
        mark(works.test(DataMode.EPSV)),
        mark(works.test(DataMode.PORT)));
  }

  private static String mark(boolean works) {
    return works ? "✓" : "-";
  }
}
