package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link DifferentialTest} has found, as the kernel has it. It needs no kernel any more. */
class RecordedExchangesTest {

  static List<RecordedExchange> exchanges() {
    return RecordedExchange.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exchanges")
  void doesAsTheKernelDid(RecordedExchange recorded) {
    Outcome simulation = SimulatedLab.play(recorded.exchange()).outcome();

    assertThat(simulation)
        .as(() -> new Disagreement(recorded.exchange(), recorded.kernel(), simulation).report())
        .isEqualTo(recorded.kernel());
  }
}
