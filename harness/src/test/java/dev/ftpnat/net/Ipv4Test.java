package dev.ftpnat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4Test {

  @Property
  void everyAddressIsReadAsItIsWritten(@ForAll int bits) {
    String literal = Ipv4.ofBits(bits).getHostAddress();

    assertThat(Ipv4.bits(Ipv4.of(literal))).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "...",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1.2.3.256",
        "1.2.3.0004",
        "1.2.3.-4",
        "1.2.3.4 ",
        "1.2.3.a",
        "1.2.3./",
        "1.2.3.:",
        "localhost",
        "::1",
        "0x7f.0.0.1",
        "١.2.3.4",
        "99999999999.2.3.4"
      })
  void nothingButFourOctetsIsAnAddress(String literal) {
    assertThat(Ipv4.parse(literal)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4.of(literal))
        .withMessageContaining("`" + literal + "`");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0, true",
    "10.255.255.255, true",
    "11.0.0.0, false",
    "172.15.255.255, false",
    "172.16.0.0, true",
    "172.31.255.255, true",
    "172.32.0.0, false",
    "192.167.255.255, false",
    "192.168.0.0, true",
    "192.169.0.0, false",
    "100.63.255.255, false",
    "100.64.0.0, true",
    "100.127.255.255, true",
    "100.128.0.0, false",
    "169.254.7.7, true",
    "169.255.0.0, false",
    "127.83.0.1, true",
    "203.0.113.7, false",
  })
  void privateIsWhatTheInternetDoesNotCarry(String address, boolean expected) {
    assertThat(IpAddresses.isPrivate(Ipv4.of(address))).isEqualTo(expected);
  }
}
