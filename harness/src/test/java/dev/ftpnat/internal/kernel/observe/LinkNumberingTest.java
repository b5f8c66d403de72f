package dev.ftpnat.internal.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
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

  @Test
  void withoutGatewaysThereIsOneLink() {
    LinkNumbering direct = new LinkNumbering(Topology.builder().build());

    assertThat(direct.controlPortsAt(1)).containsExactly(21);
  }

  @Test
  void aHostSeesTheControlPortsOfItsLinks() {
    LinkNumbering links = five();

    assertThat(IntStream.range(0, 6).mapToObj(links::controlPortsAt).map(Object::toString))
        .containsExactly("[4000]", "[4000]", "[4000]", "[2100, 4000]", "[21, 2100]", "[21]");
  }

  @Test
  void aFurtherClientHostMaySeeAnyOfThem() {
    assertThat(five().controlPortsAt(6)).containsExactly(21, 2100, 4000);
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
