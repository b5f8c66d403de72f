package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Two gateways on each side; C1 and S1 are next to their hosts. */
class NetworkPathTest {

  private static final Topology TOPOLOGY =
      Topology.builder()
          .clientGateway(gateway("C1"))
          .clientGateway(gateway("C2"))
          .serverGateway(gateway("S1"))
          .serverGateway(gateway("S2"))
          .build();

  private static Gateway gateway(String name) {
    return Gateway.builder().name(name).build();
  }

  private static List<String> names(List<Gateway> gateways) {
    return gateways.stream().map(gateway -> gateway.name().orElseThrow()).toList();
  }

  @Test
  void itGoesOutThroughTheOneSideAndInThroughTheOther() {
    NetworkPath path = TOPOLOGY.path();

    assertThat(path.nodes()).containsExactly("client", "C1", "C2", "S2", "S1", "server");
    assertThat(names(path.gateways())).containsExactly("C1", "C2", "S2", "S1");
    assertThat(path.internet()).isEqualTo(2);
    assertThat(names(path.outwards())).containsExactly("C1", "C2");
    assertThat(names(path.inwards())).containsExactly("S2", "S1");
  }

  @Test
  void fromTheServerOnItIsTheSameBackwards() {
    NetworkPath path = TOPOLOGY.toBuilder().serverGateway(gateway("S3")).build().path().reversed();

    assertThat(path.nodes()).containsExactly("server", "S1", "S2", "S3", "C2", "C1", "client");
    assertThat(path.internet()).isEqualTo(3);
    assertThat(names(path.outwards())).containsExactly("S1", "S2", "S3");
    assertThat(names(path.inwards())).containsExactly("C2", "C1");
  }

  @Test
  void behindAGatewayAreThoseOfItsSideThatAreFurtherIn() {
    NetworkPath path = TOPOLOGY.path();

    assertThat(names(path.behind(0))).containsExactly("C1");
    assertThat(names(path.behind(1))).containsExactly("C1", "C2");
    assertThat(names(path.behind(2))).containsExactly("S2", "S1");
    assertThat(names(path.behind(3))).containsExactly("S1");
  }

  @Test
  void aDirectPathIsOneLink() {
    NetworkPath path = Topology.builder().build().path();

    assertThat(path.nodes()).containsExactly("client", "server");
    assertThat(path.internet()).isZero();
  }
}
