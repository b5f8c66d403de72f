package dev.ftpnat.internal.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.ClientHost.Place;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Party;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Hosts are counted with the internet, links and gateways without it. */
class HostPathTest {

  private static Gateway gateway(String name, String publicAddress, String inside) {
    return Gateway.builder()
        .name(name)
        .publicAddress(publicAddress)
        .insideNetwork(inside)
        .forwardControlPort()
        .build();
  }

  private static final Topology.Builder SERVER =
      Topology.builder()
          .server(server -> server.address("10.0.1.121"))
          .serverGateway(gateway("S1", "203.0.113.7", "10.0.1.0/24"));

  /** Client 0, its gateway 1, internet 2, gateway 3, server 4; inside, neighbour, outside. */
  private static Topology everywhere() {
    return SERVER.build().toBuilder()
        .clientAddress("192.168.1.2")
        .clientGateway(gateway("C1", "198.51.100.2", "192.168.1.0/24"))
        .clientHost("inside", Place.SERVER_NETWORK, "10.0.1.11")
        .clientHost("neighbour", Place.CLIENT_NETWORK, "192.168.1.11")
        .clientHost("outside", Place.INTERNET, "198.51.100.9")
        .build();
  }

  private static List<OptionalInt> passed(HostPath path, Party sender) {
    return path.hosts().stream().map(host -> path.gatewaysPassed(sender, host)).toList();
  }

  @Test
  void eachHostHasItsWays() {
    assertThat(HostPath.all(everywhere()))
        .extracting(HostPath::hosts)
        .containsExactly(
            List.of(0, 1, 2, 3, 4),
            List.of(4, 3, 2, 1, 0),
            List.of(5, 3, 4),
            List.of(5, 4),
            List.of(4, 5),
            List.of(4, 3, 5),
            List.of(6, 1, 2, 3, 4),
            List.of(4, 3, 2, 1, 6),
            List.of(7, 2, 3, 4),
            List.of(4, 3, 2, 7));
  }

  @Test
  void withoutGatewaysAllAreOnTheInternet() {
    Topology topology =
        Topology.builder()
            .clientAddress("198.51.100.2")
            .server(server -> server.address("203.0.113.7"))
            .clientHost("inside", Place.SERVER_NETWORK, "203.0.113.8")
            .clientHost("neighbour", Place.CLIENT_NETWORK, "198.51.100.3")
            .build();

    assertThat(HostPath.all(topology))
        .extracting(HostPath::hosts)
        .containsExactly(
            List.of(0, 1, 2),
            List.of(2, 1, 0),
            List.of(3, 1, 2),
            List.of(2, 1, 3),
            List.of(4, 1, 2),
            List.of(2, 1, 4));
  }

  @Test
  void eachGatewayIsPassedOnce() {
    HostPath path = HostPath.all(everywhere()).get(0);

    assertThat(path.links()).isEqualTo(3).isEqualTo(path.recordedLinks());
    assertThat(passed(path, Party.CLIENT).subList(1, 5))
        .containsExactly(
            OptionalInt.of(0), OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(2));
    assertThat(passed(path, Party.SERVER).subList(0, 4))
        .containsExactly(
            OptionalInt.of(2), OptionalInt.of(1), OptionalInt.empty(), OptionalInt.of(0));
  }

  @Test
  void pastAGatewayThereIsOneLinkAndTheRecordHasTwo() {
    HostPath direct = HostPath.all(everywhere()).get(3);

    assertThat(direct.links()).isEqualTo(1);
    assertThat(direct.recordedLinks()).isEqualTo(2);
    assertThat(direct.gatewaysPassed(Party.CLIENT, 4)).hasValue(0);
    assertThat(direct.gatewaysPassed(Party.SERVER, 5)).hasValue(0);
    assertThat(direct.nextToLastHost()).isEqualTo(5);
  }

  @Test
  void whatComesBackInPassesItsGatewayOnce() {
    HostPath back = HostPath.all(everywhere()).get(2);

    assertThat(back.gatewaysPassed(Party.CLIENT, 3)).hasValue(0);
    assertThat(back.gatewaysPassed(Party.CLIENT, 4)).hasValue(1);
    assertThat(back.gatewaysPassed(Party.SERVER, 3)).hasValue(0);
    assertThat(back.gatewaysPassed(Party.SERVER, 5)).hasValue(1);
    assertThat(back.gateways()).hasSize(1);
  }
}
