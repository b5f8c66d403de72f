package dev.ftpnat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link PortRange} and {@link Endpoint}. */
class PortsTest {

  @ParameterizedTest
  @CsvSource({"0, 1", "-1, 1", "2, 1", "1, 65536", "65536, 65536"})
  void aRangeIsWithinThePortsThereAre(int first, int last) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PortRange(first, last))
        .withMessage("ports " + first + "-" + last + " are not a range within 1..65535");
  }

  @ParameterizedTest(name = "{2} in {0}-{1}: {3}")
  @CsvSource({
    "3846, 3855, 3845, false",
    "3846, 3855, 3846, true",
    "3846, 3855, 3855, true",
    "3846, 3855, 3856, false",
    "1, 65535, 65535, true",
    "21, 21, 21, true",
  })
  void aRangeContainsItsEnds(int first, int last, int port, boolean expected) {
    assertThat(new PortRange(first, last).contains(port)).isEqualTo(expected);
  }

  @Test
  void aRangeIsShownByItsEndsAndASinglePortAlone() {
    assertThat(new PortRange(3846, 3855)).hasToString("3846-3855");
    assertThat(new PortRange(3846, 3855).size()).isEqualTo(10);
    assertThat(PortRange.of(21)).hasToString("21");
    assertThat(PortRange.of(21).size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"40000-40009, 40000, 40009", "65535, 65535, 65535", "1-1, 1, 1"})
  void aRangeIsReadAsItIsShown(String text, int first, int last) {
    assertThat(PortRange.parse(text)).isEqualTo(new PortRange(first, last));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';is not a range of ports",
        "ftp;is not a range of ports",
        "1-2-3;is not a range of ports",
        "40000 - 40009;is not a range of ports",
        "0;is not within 1-65535",
        "1-65536;is not within 1-65535",
        "40009-40000;Write `40000-40009`",
      })
  void whatIsNoRangeIsToldWhy(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PortRange.parse(text))
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void anEndpointHasAPortThatThereIs(int port) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.of("203.0.113.7", port))
        .withMessageContaining("port " + port);
  }

  @Test
  void anEndpointMayLackItsPort() {
    assertThat(Endpoint.of("203.0.113.7", 0).withPort(65535)).hasToString("203.0.113.7:65535");
  }
}
