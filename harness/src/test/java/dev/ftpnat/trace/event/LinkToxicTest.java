package dev.ftpnat.trace.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a toxic reads: whatever goes without saying isn't said. */
class LinkToxicTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slow_close_downstream | 1   | 0  | slow_close_downstream",
        "late                  | 1   | 0  | late (slow_close_downstream)",
        "slow_close_downstream | 1   | 10 | 'slow_close_downstream: delay 10, jitter 0'",
        "slow_close_downstream | 0.5 | 0  | slow_close_downstream: toxicity 0.5",
        "late                  | 0.5 | 10 | 'late (slow_close_downstream): delay 10, jitter 0,"
            + " toxicity 0.5'",
      })
  void itTellsItsNameItsKindAndItsSettings(
      String name, float toxicity, long delay, String expected) {
    Map<String, Long> attributes = new LinkedHashMap<>();
    if (delay > 0) {
      attributes.put("delay", delay);
      attributes.put("jitter", 0L);
    }

    assertThat(new LinkToxic(LinkName.DATA, name, "slow_close", Party.SERVER, toxicity, attributes))
        .hasToString(expected);
  }
}
