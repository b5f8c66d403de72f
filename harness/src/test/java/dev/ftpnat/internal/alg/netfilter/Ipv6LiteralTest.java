package dev.ftpnat.internal.alg.netfilter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as an IPv6 address in EPRT. */
class Ipv6LiteralTest {

  @ParameterizedTest
  @CsvSource({
    "fd00:1::121, fd00:1::121",
    "FD00:1::121, fd00:1::121",
    "fd00:0001:0000:0000:0000:0000:0000:0121, fd00:1::121",
    "00000fd00:1::0000121, fd00:1::121",
    "fd00:1:0:0:0:0:0.0.1.33, fd00:1::121",
    "fd00:1::0.0.001.33, fd00:1::121",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "1:2:3::5:6:7:8, 1:2:3:0:5:6:7:8",
    "::, ::",
    "::1, ::1",
  })
  void isRead(String text, String address) {
    assertThat(read(text + "|").map(Ipv6Literal::address).map(IpAddresses::text)).contains(address);
    assertThat(read(text + "|").map(Ipv6Literal::end)).contains(text.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "|",
        ":|",
        "1|",
        "fd00|",
        "10.0.1.121|",
        ":1::2|",
        "1:2:3:4:5:6:7|",
        "1:|",
        "::1:|",
        "1:2:3:4:5:6:7:8:9|",
        "1:2:3:4:5:6:7:8:|",
        "1:2:3:4:5:6:7:8::|",
        "1:2:3:4:5:6:7::8|",
        "::1:2:3:4:5:6:7:8|",
        "1::2::3|",
        ":::|",
        "1:::2|",
        "12345::|",
        "[fd00:1::121]|",
        "fd00:1::121%eth0|",
        "fd00:1::g|",
        " fd00:1::121|",
        "::1.2.3|",
        "::1.2.3.4.5|",
        "::256.0.0.1|",
        "::1..2.3|",
        "::a.0.0.1|",
        "1:2:3:4:5:6:7:1.2.3.4|",
        "1:2:3:4:5:1.2.3.4|",
        "::.1.2.3|",
        "::ffff:1.2.3.4.|"
      })
  void isNotRead(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void endsAtADelimiterANulOrTheEnd() {
    assertThat(read("fd00:1::121").map(Ipv6Literal::end)).contains(11);
    assertThat(read("fd00:1::121\0|").map(Ipv6Literal::end)).contains(11);
    assertThat(read("::1.2.3.4:5|").map(Ipv6Literal::end)).contains(9);
  }

  @Test
  void aDelimiterIsNoPartOfAnAddress() {
    assertThat(Ipv6Literal.read(bytes("fd00:1::12a"), 0, (byte) 'a').map(Ipv6Literal::end))
        .contains(10);
    assertThat(Ipv6Literal.read(bytes("::1:"), 0, (byte) ':')).isEmpty();
    assertThat(Ipv6Literal.read(bytes("::1."), 0, (byte) '.').map(Ipv6Literal::end)).contains(3);
  }

  /** The JDK's reader wants no leading zeros beyond four digits, and nothing after octets. */
  @Property
  void whatTheJdkReadsIsReadAlike(@ForAll("texts") String text) {
    Optional<InetAddress> expected = byJdk(text);
    Optional<Ipv6Literal> read = read(text + "|");

    // A mapped IPv4 address comes from the JDK as its four octets.
    expected.ifPresent(
        address ->
            assertThat(read.map(Ipv6Literal::address).map(InetAddress::getAddress))
                .hasValueSatisfying(octets -> assertThat(octets).endsWith(address.getAddress())));
    if (!text.contains("00db8") && !text.contains("1.2.3.4:")) {
      assertThat(read.isPresent()).as(text).isEqualTo(expected.isPresent());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> word =
        Arbitraries.of("", "", "0", "1", "fd00", "abc", "00db8", "12345", "1.2.3.4", "::", ":");
    return word.list().ofMinSize(1).ofMaxSize(9).map(words -> String.join(":", words));
  }

  private static Optional<InetAddress> byJdk(String text) {
    if (text.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName("[" + text + "]"));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Optional<Ipv6Literal> read(String text) {
    return Ipv6Literal.read(bytes(text), 0, (byte) '|');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
