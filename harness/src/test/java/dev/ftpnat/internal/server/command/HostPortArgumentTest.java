package dev.ftpnat.internal.server.command;

import static dev.ftpnat.net.AddressFamily.IPV4;
import static dev.ftpnat.net.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortArgumentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "10,0,1,121,15,6 10.0.1.121:3846",
        "198,51,100,2,0,1 198.51.100.2:1",
        "255,255,255,255,255,255 255.255.255.255:65535",
        "010,001,000,009,000,021 10.1.0.9:21",
      })
  void understandsPort(String argument, String expected) {
    assertThat(HostPortArgument.ofPort(argument, IPV4)).isEqualTo(target(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10,0,1,121,0,0",
        "10,0,1,256,15,6",
        "10,0,1,121,256,6",
        "10,0,1,121,15",
        "10,0,1,121,15,6,7",
        "10,0,1,121,15,",
        ",0,1,121,15,6",
        "10,0,1,121,15,-6",
        "10,0,1,121,15,+6",
        "10, 0,1,121,15,6",
        "10.0.1.121.15.6",
        "10,0,1,121,15,0006",
        "10,0,1,121,15,6 ",
        "(10,0,1,121,15,6)",
        "10,0,1,0x79,15,6",
        "١٠,0,1,121,15,6",
        "localhost,15,6",
        "",
        ",,,,,",
      })
  void refusesPort(String argument) {
    assertThat(HostPortArgument.ofPort(argument, IPV4))
        .isInstanceOf(HostPortArgument.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "|1|10.0.1.121|3846| 10.0.1.121:3846",
        "!1!10.0.1.121!3846! 10.0.1.121:3846",
        "~1~10.0.1.121~65535~ 10.0.1.121:65535",
        "a1a10.0.1.121a1a 10.0.1.121:1",
        "\\1\\10.0.1.121\\3846\\ 10.0.1.121:3846",
        "$1$10.0.1.121$3846$ 10.0.1.121:3846",
      })
  void understandsEprt(String argument, String expected) {
    assertThat(HostPortArgument.ofEprt(argument, IPV4)).isEqualTo(target(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|2|::1|3846|",
        "|2|::ffff:127.0.0.1|3846|",
        "|2|2001:db8::7|3846|",
        "|2|::ffff:10.0.1.121|3846|",
        "|2|fe80::1%eth0|3846|",
        "|2|localhost|3846|",
        "|2|.:.|3846|",
        "|2||3846|",
        "|3|10.0.1.121|3846|",
        "|0|10.0.1.121|3846|",
        "|99999|x|y|",
      })
  void knowsOtherFamilies(String argument) {
    assertThat(HostPortArgument.ofEprt(argument, IPV4))
        .isInstanceOf(HostPortArgument.OtherFamily.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"|2|::1|3846|", "|2|0:0:0:0:0:0:0:1|3846|", "!2!0::1!3846!"})
  void understandsEprtInIpv6(String argument) {
    assertThat(HostPortArgument.ofEprt(argument, IPV6)).isEqualTo(target("127.0.0.1:3846"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|2|2001:db8::7|3846|",
        "|2|2001:0DB8:0000:0000:0000:0000:0000:0007|3846|",
        "!2!2001:db8::0.0.0.7!3846!"
      })
  void takesAnyNotationOfAnIpv6Address(String argument) {
    assertThat(HostPortArgument.ofEprt(argument, IPV6)).isEqualTo(target("[2001:db8::7]:3846"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|2|::1|0|",
        "|2|2001:db8::7|65536|",
        "|2|[2001:db8::7]|3846|",
        "|2|2001:db8::7%eth0|3846|",
        "|2|::ffff:127.0.0.1|3846|",
        "|2|127.0.0.1|3846|",
        "|2|localhost|3846|",
        "|2|.:.|3846|",
      })
  void refusesEprtInIpv6(String argument) {
    assertThat(HostPortArgument.ofEprt(argument, IPV6))
        .isInstanceOf(HostPortArgument.Malformed.class);
  }

  @Test
  void knowsThatIpv4IsAnotherFamilyInIpv6() {
    assertThat(HostPortArgument.ofEprt("|1|127.0.0.1|3846|", IPV6))
        .isInstanceOf(HostPortArgument.OtherFamily.class);
    assertThat(HostPortArgument.ofPort("127,0,0,1,15,6", IPV6))
        .isInstanceOf(HostPortArgument.OtherFamily.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|1|10.0.1.121|0|",
        "|1|10.0.1.121|65536|",
        "|1|10.0.1.121|999999|",
        "|1|10.0.1.121|-1|",
        "|1|10.0.1.121||",
        "|1|10.0.1|3846|",
        "|1|10.0.1.256|3846|",
        "|1|::1|3846|",
        "|1|localhost|3846|",
        "|1|10.0.1.121|3846",
        "|1|10.0.1.121|3846||",
        "|1|10.0.1.121|3846|x",
        "1|10.0.1.121|3846|",
        "|x|10.0.1.121|3846|",
        "||10.0.1.121|3846|",
        ".1.10.0.1.121.3846.",
        "\t1\t10.0.1.121\t3846\t",
        "é1é10.0.1.121é3846é",
        "|",
        "||||",
        "",
      })
  void refusesEprt(String argument) {
    assertThat(HostPortArgument.ofEprt(argument, IPV4))
        .isInstanceOf(HostPortArgument.Malformed.class);
  }

  @Test
  void needsAnArgument() {
    assertThat(HostPortArgument.ofPort(null, IPV4)).isInstanceOf(HostPortArgument.Malformed.class);
    assertThat(HostPortArgument.ofEprt(null, IPV4)).isInstanceOf(HostPortArgument.Malformed.class);
  }

  private static HostPortArgument target(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    return new HostPortArgument.Target(
        Endpoint.of(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1))));
  }
}
