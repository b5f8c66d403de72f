package dev.ftpnat.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6Test {

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
  })
  void whatALiteralMeans(String literal, String text, boolean own, boolean isPrivate) {
    Inet6Address address = (Inet6Address) Ipv6.parse(literal).orElseThrow();

    assertThat(Ipv6.text(address)).isEqualTo(text);
    assertThat(Ipv6.isOwnHost(address)).as("own host").isEqualTo(own);
    assertThat(Ipv6.isPrivate(address)).as("private").isEqualTo(isPrivate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::ffff:127.0.0.1", "[::ffff:7f00:1]"})
  void aMappedAddressIsWhatItMaps(String literal) {
    assertThat(Ipv6.parse(literal)).contains((InetAddress) Ipv4.of("127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "127.0.0.1", "::g", ":::", "[::1", "1:2:3:4:5:6:7:8:9"})
  void whatIsNone(String text) {
    assertThat(Ipv6.parse(text)).isEmpty();
  }
}
