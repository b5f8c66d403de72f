package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.trace.DataOperation.Method;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is advised in a topology is what works there: the contract's table again, from settings. */
class OutlookTest {

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
        Gateways gateways = Gateways.of(nat.topology());
        table.append(
            "%-20s  %s   %s%n"
                .formatted(
                    scenario,
                    marks(new Outlook(gateways, false)),
                    marks(new Outlook(gateways, true))));
      }
    }
    assertThat(table.toString()).isEqualToNormalizingNewlines(WORKS);
  }

  private static String marks(Outlook outlook) {
    Predicate<Method> works = outlook::works;
    return String.join(
        " ",
        mark(works.test(Method.PASV)),
        mark(outlook.worksAtControlAddress()),
        mark(works.test(Method.EPSV)),
        mark(works.test(Method.PORT)));
  }

  private static String mark(boolean works) {
    return works ? "✓" : "-";
  }
}
