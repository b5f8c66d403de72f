package dev.ftpnat.internal.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a pinhole ended, in words. */
class PinholeHistoryTest {

  @ParameterizedTest
  @CsvSource({
    "USED, was used up by another connection",
    "REPLACED, was replaced by one for a later announcement",
    "EXPIRED, had expired",
    "FORGOTTEN, was forgotten with everything else that the gateway knew",
    "CLOSED, was gone"
  })
  void howAPinholeEnded(Change change, String words) {
    assertThat(new PinholeHistory(change, Optional.empty(), List.of()).words()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IDLE | was forgotten with the control connection, which had been idle for 240 s",
        "EXPIRED | was forgotten with the control connection, which the gateway took for idle, as it was told to",
        "REBOOT | was forgotten with everything else that the gateway knew",
        "RENUMBERED | was forgotten with everything else that the gateway knew"
      })
  void howAPinholeEndedThatWentWithItsControlConnection(Forgetting cause, String words) {
    ConnectionForgotten master =
        new ConnectionForgotten(Duration.ZERO, 1, "server NAT", cause, Duration.ofSeconds(240));

    assertThat(new PinholeHistory(Change.FORGOTTEN, Optional.of(master), List.of()).words())
        .isEqualTo(words);
  }
}
