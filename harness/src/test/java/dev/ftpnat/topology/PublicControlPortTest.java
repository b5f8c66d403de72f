package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.PortRange;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where clients connect to, by the forwards of the gateways before the server. */
class PublicControlPortTest {

  private static Forward to21(int outside) {
    return Forward.ports(PortRange.of(outside), PortRange.of(21));
  }

  private static Gateway.Builder nat(Forward... forwards) {
    Gateway.Builder nat = Gateway.builder();
    for (Forward forward : forwards) {
      nat.forward(forward);
    }
    return nat;
  }

  private static Topology behind(Gateway.Builder... innermostFirst) {
    Topology.Builder topology = Topology.builder();
    for (Gateway.Builder gateway : innermostFirst) {
      topology.serverGateway(gateway.build());
    }
    return topology.build();
  }

  static Stream<Arguments> topologies() {
    Forward wide = Forward.ports(new PortRange(2000, 2009), new PortRange(20, 29));
    return Stream.of(
        Arguments.of("no gateway", behind(), 21),
        Arguments.of("the same port", behind(nat(Forward.controlPort())), 21),
        Arguments.of("another port", behind(nat(to21(2121))), 2121),
        Arguments.of("a port in a range", behind(nat(wide)), 2001),
        Arguments.of("the first of several", behind(nat(to21(2121), to21(2122))), 2121),
        Arguments.of("the server's own of several", behind(nat(to21(2121), to21(21))), 21),
        Arguments.of(
            "one that an earlier rule takes away",
            behind(nat(Forward.ports(PortRange.of(2121), PortRange.of(80)), to21(2121))),
            0),
        Arguments.of("none", behind(nat()), 0),
        Arguments.of("only passive ones", behind(nat(Forward.passivePorts())), 0),
        Arguments.of(
            "through two",
            behind(nat(to21(2121)), nat(Forward.ports(PortRange.of(8021), PortRange.of(2121)))),
            8021),
        Arguments.of(
            "through two by the second of two ways",
            behind(
                nat(to21(2121), to21(2122)),
                nat(Forward.ports(PortRange.of(8021), PortRange.of(2122)))),
            8021),
        Arguments.of("through one of two", behind(nat(to21(2121)), nat(to21(8021))), 0));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("topologies")
  void isWhereTheForwardsLeadFrom(String which, Topology topology, int port) {
    assertThat(topology.publicControlPort())
        .as(which)
        .isEqualTo(port == 0 ? OptionalInt.empty() : OptionalInt.of(port));
  }

  @Test
  void followsTheServersPort() {
    Topology implicit =
        behind(nat(Forward.controlPort())).toBuilder()
            .server(server -> server.tls(TlsMode.IMPLICIT))
            .build();

    assertThat(implicit.publicControlPort()).hasValue(990);
    assertThat(
            behind(nat(Forward.ports(PortRange.of(9990), PortRange.of(990)))).toBuilder()
                .server(server -> server.tls(TlsMode.IMPLICIT))
                .build()
                .publicControlPort())
        .hasValue(9990);
  }
}
