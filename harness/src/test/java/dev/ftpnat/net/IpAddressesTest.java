package dev.ftpnat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressesTest {

  @ParameterizedTest
  @CsvSource({
    "::1, ::1, true, true",
    "::, ::, true, true",
    "[::1], ::1, true, true",
    "0:0:0:0:0:0:0:1, ::1, true, true",
    "fe80::1%eth0, fe80::1, false, true",
    "fd00:0:0:1::2, fd00:0:0:1::2, false, true",
    "2001:DB8::1, 2001:db8::1, false, false",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, false, false",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1, false, false",
    "ff02::1, ff02::1, false, false",
    "127.0.0.1, 127.0.0.1, true, true",
    "127.255.255.255, 127.255.255.255, false, true",
    "0.0.0.0, 0.0.0.0, true, false",
    "203.0.113.7, 203.0.113.7, false, false",
  })
  void whatALiteralMeans(String literal, String text, boolean own, boolean isPrivate) {
    InetAddress address = IpAddresses.parse(literal).orElseThrow();

    assertThat(IpAddresses.text(address)).isEqualTo(text);
    assertThat(IpAddresses.isOwnHost(address)).as("own host").isEqualTo(own);
    assertThat(IpAddresses.isPrivate(address)).as("private").isEqualTo(isPrivate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::ffff:127.0.0.1", "[::ffff:7f00:1]"})
  void aMappedAddressIsWhatItMaps(String literal) {
    assertThat(IpAddresses.parse(literal)).contains(Ipv4.of("127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "127.0.0.256", "::g", ":::", "[::1", "1:2:3:4:5:6:7:8:9"})
  void whatIsNone(String text) {
    assertThat(IpAddresses.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ff02::1, false",
    "224.0.0.1, false",
    "255.255.255.255, false",
    "127.255.255.255, false",
    "2001:db8::1, true",
    "::, true",
    "203.0.113.255, true",
  })
  void nobodyConnectsToSeveral(String literal, boolean unicast) {
    assertThat(IpAddresses.isUnicast(IpAddresses.of(literal))).isEqualTo(unicast);
  }

  @Test
  void whatIsNoAddressIsNamedWithTwoThatAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddresses.of("ftp.example"))
        .withMessage("`ftp.example` is not an address like 203.0.113.7 or 2001:db8::1");
  }

  @Test
  void onlyIpv4Has32Bits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4.bits(IpAddresses.of("2001:db8::1")))
        .withMessageContaining("2001:db8::1");
  }

  @Test
  void anEndpointIsWrittenAsInUrls() {
    assertThat(Endpoint.of("203.0.113.7", 21)).hasToString("203.0.113.7:21");
    assertThat(Endpoint.of("2001:DB8::1", 21)).hasToString("[2001:db8::1]:21");
  }
}
