package dev.ftpnat.trace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import org.junit.jupiter.api.Test;

/** How places are told apart, and how they are called. */
class PlaceTest {

  private static Topology behind(String... gateways) {
    Topology.Builder topology = Topology.builder();
    for (String name : gateways) {
      topology.clientGateway(Gateway.builder().name(name).build());
    }
    return topology.build();
  }

  @Test
  void aPlacePrintsAsSentencesNameIt() {
    assertThat(Party.CLIENT).hasToString("client");
    assertThat(Place.gateway("server NAT")).hasToString("server NAT");
    assertThat(LinkName.DATA).hasToString("link data");
    assertThat(new Place.Network(Subnet.of("10.0.1.0/24"))).hasToString("network 10.0.1.0/24");
    assertThat(Place.Beyond.INTERNET).hasToString("internet");
    assertThat(Place.Beyond.ENVIRONMENT).hasToString("environment");
  }

  @Test
  void aGatewayIsNobodyElseWhateverItsName() {
    assertThat(Place.gateway("server").isGateway("server")).isTrue();
    assertThat(Party.SERVER.isGateway("server")).isFalse();
    assertThat(Place.gateway("server")).isNotEqualTo(Party.SERVER);
  }

  @Test
  void thereIsALinkBeforeAndBehindEachGateway() {
    assertThat(LinkName.control(behind("client NAT")))
        .containsExactly(
            new LinkName(Channel.CONTROL, 0, "control"),
            new LinkName(Channel.CONTROL, 1, "control-after-client-NAT"));
    assertThat(LinkName.control(behind()))
        .containsExactly(new LinkName(Channel.CONTROL, 0, "control"));
  }

  @Test
  void noTwoLinksHaveOneNameAndNoneNeedsEscaping() {
    assertThat(LinkName.control(behind("a/b", "a b", "ä?")))
        .extracting(LinkName::name)
        .containsExactly("control", "control-after-a-b", "control-after-a-b-2", "control-after--");
  }
}
