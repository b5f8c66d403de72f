package dev.ftpnat.internal.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Party;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hosts are counted with the internet, links and gateways without it. */
class LinkNumberingTest {

  private static Gateway forwarding(int outside, int inside) {
    return Gateway.builder()
        .forward(Forward.ports(PortRange.of(outside), PortRange.of(inside)))
        .build();
  }

  /** Client, its gateway, internet, outer and inner gateway of the server, server. */
  private static LinkNumbering five() {
    return new LinkNumbering(
        Topology.builder()
            .clientGateway(Gateway.builder().build())
            .serverGateway(forwarding(2100, 21))
            .serverGateway(forwarding(4000, 2100))
            .build());
  }

  private static List<OptionalInt> passed(LinkNumbering links, Party sender, int hosts) {
    return IntStream.range(0, hosts).mapToObj(host -> links.gatewaysPassed(sender, host)).toList();
  }

  @Test
  void eachGatewayIsPassedOnce() {
    assertThat(five().count()).isEqualTo(4);
    assertThat(passed(five(), Party.CLIENT, 6).subList(1, 6))
        .containsExactly(
            OptionalInt.of(0),
            OptionalInt.empty(),
            OptionalInt.of(1),
            OptionalInt.of(2),
            OptionalInt.of(3));
    assertThat(passed(five(), Party.SERVER, 6).subList(0, 5))
        .containsExactly(
            OptionalInt.of(3),
            OptionalInt.of(2),
            OptionalInt.empty(),
            OptionalInt.of(1),
            OptionalInt.of(0));
  }

  @Test
  void withoutGatewaysThereIsOneLink() {
    LinkNumbering direct = new LinkNumbering(Topology.builder().build());

    assertThat(direct.count()).isEqualTo(1);
    assertThat(direct.gatewaysPassed(Party.CLIENT, 2)).hasValue(0);
    assertThat(direct.gatewaysPassed(Party.SERVER, 0)).hasValue(0);
    assertThat(direct.controlPortsAt(1)).containsExactly(21);
  }

  @Test
  void aHostSeesTheControlPortsOfItsLinks() {
    LinkNumbering links = five();

    assertThat(IntStream.range(0, 6).mapToObj(links::controlPortsAt).map(Object::toString))
        .containsExactly("[4000]", "[4000]", "[4000]", "[2100, 4000]", "[21, 2100]", "[21]");
  }

  @Test
  void aControlPortMayHaveSeveralOutside() {
    Topology topology =
        Topology.builder()
            .serverGateway(
                Gateway.builder()
                    .forwardControlPort()
                    .forward(Forward.ports(new PortRange(2000, 2030), new PortRange(10, 40)))
                    .build())
            .build();

    assertThat(new LinkNumbering(topology).controlPortsAt(0)).containsExactly(21, 2011);
  }
}
