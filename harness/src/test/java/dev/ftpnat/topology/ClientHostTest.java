package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.ClientHost.Place;
import dev.ftpnat.topology.Gateway.Hairpinning;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientHostTest {

  private static final Gateway NAT = Gateway.builder().forwardControlPort().build();

  private static Topology.Builder doubleNat() {
    return Topology.builder().name("double").clientGateway(NAT).serverGateway(NAT);
  }

  @Test
  void aTopologyIsSeenFromEachOfItsHosts() {
    Topology topology =
        doubleNat()
            .clientAddress("192.168.1.2")
            .clientHost("inside", Place.SERVER_NETWORK, "10.0.1.11")
            .clientHost("neighbour", Place.CLIENT_NETWORK)
            .clientHost("outside", Place.INTERNET)
            .build();

    Topology inside = topology.from("inside");
    assertThat(inside).hasToString("double, from inside");
    assertThat(inside.clientAddress()).contains(Ipv4.of("10.0.1.11"));
    assertThat(inside.clientGateways()).isEmpty();
    assertThat(inside.serverGateways()).hasSize(1);
    assertThat(inside.clientHosts()).isEmpty();
    assertThat(topology.from("neighbour").clientGateways()).hasSize(1);
    assertThat(topology.from("neighbour").clientAddress()).isEmpty();
    assertThat(topology.from("outside").clientGateways()).isEmpty();
    assertThat(topology.toBuilder().build().clientHosts())
        .extracting(ClientHost::toString)
        .containsExactly("inside at 10.0.1.11", "neighbour", "outside");
  }

  @Test
  void whoIsNotThereIsToldWhoIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> doubleNat().clientHost("a", Place.INTERNET).build().from("b"))
        .withMessage("topology \"double\" has no client host \"b\": it has \"a\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> doubleNat().build().from("b"))
        .withMessage(
            "topology \"double\" has no client host \"b\": it has none at all; Topology.Builder.clientHost adds one");
  }

  private static void assertRefused(Topology.Builder topology, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(topology::build)
        .withMessage("topology \"double\": client host \"a\" " + why);
  }

  @Test
  void whatIsNotPlayedIsRefused() {
    assertRefused(
        doubleNat().clientHost("a", Place.INTERNET).clientHost("a", Place.INTERNET),
        "has a name that is taken");
    assertRefused(
        doubleNat().clientHost("a", Place.INTERNET).serverGateways(gateway -> gateway.name("a")),
        "has a name that is taken");
    assertRefused(
        doubleNat().serverGateway(NAT).clientHost("a", Place.SERVER_NETWORK),
        "can't be in the server's network, which is behind several gateways");
    assertRefused(
        doubleNat().clientGateway(Gateway.firewall().build()).clientHost("a", Place.CLIENT_NETWORK),
        "can't be behind a gateway that translates nothing, which is before one host here");
    assertRefused(
        Topology.builder()
            .name("double")
            .clientGateway(Gateway.builder().nat64().build())
            .clientHost("a", Place.INTERNET),
        "can't be beside a NAT64");
    assertRefused(
        doubleNat().dualStack().clientHost("a", Place.INTERNET),
        "has one address, of the only family that the topology has");
    assertRefused(
        doubleNat()
            .clientFamilies(AddressFamily.IPV4)
            .clientHost("a", Place.INTERNET, "2001:db8::9"),
        "has one address, of the only family that the topology has");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientHost(" ", Place.INTERNET, Optional.empty()))
        .withMessage("a client host needs a name that isn't blank");
  }

  @Test
  void onlyANatLeadsBackIn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.firewall().hairpinning(Hairpinning.EXTERNAL_SOURCE).build())
        .withMessageContaining("can't have hairpinning EXTERNAL_SOURCE: it has no public address");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Gateway.builder()
                    .alg(AlgBehavior.SUSE_FTP_PROXY)
                    .hairpinning(Hairpinning.EXTERNAL_SOURCE)
                    .build())
        .withMessageContaining("its proxy would take them");
  }
}
