package dev.ftpnat.internal.server.command;

import static dev.ftpnat.net.AddressFamily.IPV4;
import static dev.ftpnat.net.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.hostile.HostileText;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** The server takes an endpoint from what follows the grammar, and from nothing else. */
class HostPortArgumentPropertiesTest {

  private static final String OCTET = "0{0,2}[0-9]|0?[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]";
  private static final Pattern PORT =
      Pattern.compile("(OCTET),(OCTET),(OCTET),(OCTET),(OCTET),(OCTET)".replace("OCTET", OCTET));
  private static final Pattern EPRT =
      Pattern.compile(
          "(?s)([!-~])0{0,4}1\\1((?:OCTET)(?:\\.(?:OCTET)){3})\\1([0-9]{1,5})\\1"
              .replace("OCTET", OCTET));
  private static final Pattern EPRT_LOOPBACK =
      Pattern.compile("(?s)([!-~])0{0,4}2\\1([0-9a-fA-F:.]+)\\1([0-9]{1,5})\\1");

  @Property(shrinking = ShrinkingMode.OFF)
  void portMeansAnEndpointExactlyIfItIsSixOctets(@ForAll("ports") List<String> arguments) {
    for (String argument : arguments) {
      Matcher six = PORT.matcher(argument);
      Optional<Endpoint> expected =
          six.matches()
              ? endpoint(
                  "%s.%s.%s.%s".formatted(six.group(1), six.group(2), six.group(3), six.group(4)),
                  Integer.parseInt(six.group(5)) * 256 + Integer.parseInt(six.group(6)))
              : Optional.empty();

      assertThat(meant(HostPortArgument.ofPort(argument, IPV4))).isEqualTo(expected);
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void eprtMeansAnEndpointExactlyIfItFollowsTheGrammar(@ForAll("eprts") List<String> arguments) {
    for (String argument : arguments) {
      Matcher ipv4 = EPRT.matcher(argument);

      assertThat(meant(HostPortArgument.ofEprt(argument, IPV4)))
          .isEqualTo(
              ipv4.matches()
                  ? endpoint(ipv4.group(2), Integer.parseInt(ipv4.group(3)))
                  : Optional.empty());
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void overIpv6EprtMeansAnIpv6AddressOrNothing(@ForAll("eprts") List<String> arguments) {
    for (String argument : arguments) {
      Optional<Endpoint> meant = meant(HostPortArgument.ofEprt(argument, IPV6));
      meant.ifPresent(
          endpoint -> {
            if (endpoint.address().equals(Ipv4.of("127.0.0.1"))) {
              assertThat(argument).matches(EPRT_LOOPBACK);
            } else {
              String[] fields = argument.split(Pattern.quote(argument.substring(0, 1)), -1);
              assertThat(fields).hasSize(5);
              assertThat(endpoint.address())
                  .isInstanceOf(Inet6Address.class)
                  .isEqualTo(IpAddresses.of(fields[2]));
            }
          });
    }
  }

  private static Optional<Endpoint> endpoint(String address, int port) {
    return port < 1 || port > 65535 ? Optional.empty() : Optional.of(Endpoint.of(address, port));
  }

  private static Optional<Endpoint> meant(HostPortArgument parsed) {
    return parsed instanceof HostPortArgument.Target target
        ? Optional.of(target.endpoint())
        : Optional.empty();
  }

  @Property
  void understandsEveryEndpoint(
      @ForAll int bits, @ForAll @IntRange(min = 1, max = 65535) int port) {
    Endpoint endpoint = new Endpoint(Ipv4.ofBits(bits), port);
    String address = endpoint.address().getHostAddress();
    String octets = address.replace('.', ',') + "," + (port >> 8) + "," + (port & 0xff);

    assertThat(meant(HostPortArgument.ofPort(octets, IPV4))).contains(endpoint);
    assertThat(meant(HostPortArgument.ofEprt("|1|" + address + "|" + port + "|", IPV4)))
        .contains(endpoint);
  }

  @Provide
  Arbitrary<List<String>> ports() {
    return HostileText.around(
        List.of(
            "10,0,1,121,15,6", "127,0,0,1,0,1", "255,255,255,255,255,255", "010,001,0,9,000,021"));
  }

  @Provide
  Arbitrary<List<String>> eprts() {
    return HostileText.around(
        List.of(
            "|1|10.0.1.121|3846|",
            "!1!198.51.100.2!65535!",
            "$1$0.0.0.0$1$",
            "|2|::1|3846|",
            "|2|::ffff:127.0.0.1|1|",
            "|2|2001:db8::7|3846|",
            "|01|127.0.0.1|00021|"));
  }
}
