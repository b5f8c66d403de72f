package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings of toxics where there are none: they are refused, not ignored. */
class ToxicSettingsTest {

  private static final String URL = "http://127.0.0.1:8474";

  static Stream<Arguments> settings() {
    UnaryOperator<FtpNat.Builder> seed = builder -> builder.seed(7);
    UnaryOperator<FtpNat.Builder> toxiproxy = builder -> builder.toxiproxy(URL);
    return Stream.of(
        Arguments.of("seed(7)", seed), Arguments.of("toxiproxy(\"" + URL + "\")", toxiproxy));
  }

  /** Also where the kernel network can't be had: it's a mistake anyway. */
  @ParameterizedTest
  @MethodSource("settings")
  void areRefusedOnTheKernelNetwork(String setting, UnaryOperator<FtpNat.Builder> set) {
    FtpNat.Builder builder = set.apply(FtpNat.builder(Scenario.DIRECT)).network(Network.KERNEL);

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            setting, "network(Network.KERNEL)", "has no toxics", "network(Network.SIMULATED)");
  }

  @Test
  void aSeedMeansTheSimulatedNetworkWhereTheChoiceIsFree() {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.AUTO).seed(7).start()) {
      assertThat(nat.network()).isEqualTo(Network.SIMULATED);
      assertThat(nat.toxiproxy()).isNotNull();
    }
  }
}
