package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which port a connection gets when others are taken. */
class MappingTableTest {

  private static MappingTable table(PortAllocation allocation) {
    return table(allocation, gateway -> gateway);
  }

  private static MappingTable table(
      PortAllocation allocation, UnaryOperator<Gateway.Builder> settings) {
    return new MappingTable(
        settings
            .apply(
                Gateway.builder()
                    .mapping(MappingBehavior.ADDRESS_AND_PORT_DEPENDENT)
                    .filtering(FilteringBehavior.ENDPOINT_INDEPENDENT)
                    .portAllocation(allocation))
            .build());
  }

  private static Endpoint inside(int port) {
    return Endpoint.of("10.0.1.121", port);
  }

  private static Endpoint remote(int port) {
    return Endpoint.of("198.51.100.2", port);
  }

  private static int connect(MappingTable table, int insidePort, int remotePort) {
    int port = table.portFor(inside(insidePort), remote(remotePort)).orElseThrow();
    table.add(inside(insidePort), remote(remotePort), port);
    return port;
  }

  @Test
  void aPreservingNatGoesUpFromATakenPortAndThenStartsAt1024() {
    MappingTable table = table(PortAllocation.PRESERVING);

    assertThat(connect(table, 65534, 1)).isEqualTo(65534);
    assertThat(connect(table, 65534, 2)).isEqualTo(65535);
    assertThat(connect(table, 65534, 3)).isEqualTo(1024);
    assertThat(connect(table, 65534, 4)).isEqualTo(1025);
  }

  @Test
  void aPreservingNatTakesTheLowPortsOnlyForThoseWhoHaveThem() {
    MappingTable table = table(PortAllocation.PRESERVING);

    assertThat(connect(table, 20, 1)).isEqualTo(20);
    assertThat(connect(table, 20, 2)).isEqualTo(1024);
  }

  @Test
  void aPortThatIsFreeAgainIsGivenAgain() {
    MappingTable table = table(PortAllocation.SEQUENTIAL);

    assertThat(connect(table, 5000, 1)).isEqualTo(1024);
    assertThat(connect(table, 5000, 2)).isEqualTo(1025);
    table.remove(remote(1), 1024);
    assertThat(table.insideOf(1024)).isEmpty();
    assertThat(table.insideOf(1025)).contains(inside(5000));
    assertThat(connect(table, 5001, 3)).isEqualTo(1024);
    assertThat(connect(table, 5000, 1)).isEqualTo(1026);
  }

  @Test
  void aRangeIsKeptToByAllThreeAllocations() {
    for (PortAllocation allocation : PortAllocation.values()) {
      MappingTable table = table(allocation, gateway -> gateway.mappedPorts(40000, 40003));
      Set<Integer> ports = new HashSet<>();
      for (int n = 1; n <= 4; n++) {
        ports.add(connect(table, 40001, n));
      }
      assertThat(ports).as("%s", allocation).containsExactlyInAnyOrder(40000, 40001, 40002, 40003);
      assertThat(table.portFor(inside(40001), remote(5))).as("%s", allocation).isEmpty();
    }
  }

  @Test
  void aPreservingNatWithARangeKeepsNoPortOutsideOfIt() {
    MappingTable table =
        table(PortAllocation.PRESERVING, gateway -> gateway.mappedPorts(1024, 40003));

    assertThat(connect(table, 20, 1)).isEqualTo(1024);
    assertThat(connect(table, 50000, 2)).isEqualTo(1025);
    assertThat(connect(table, 40003, 3)).isEqualTo(40003);
    assertThat(connect(table, 40003, 4)).isEqualTo(1026);
  }

  @Test
  void aRandomPortIsNeitherTheInsideOneNorTheNextAndTheSameInEachRun() {
    for (int run = 0; run < 2; run++) {
      MappingTable table = table(PortAllocation.RANDOM);
      assertThat(List.of(connect(table, 5000, 1), connect(table, 5000, 2), connect(table, 5000, 3)))
          .containsExactly(49990, 39398, 23128);
    }
  }

  @Test
  void eachHostHasABlockOfPortsUntilThereIsNoneLeft() {
    MappingTable table =
        table(PortAllocation.PRESERVING, gateway -> gateway.mappedPorts(40000, 40003).portBlock(2));

    assertThat(connect(table, 20, 1)).isEqualTo(40000);
    assertThat(connect(table, 5000, 2)).isEqualTo(40001);
    assertThat(table.portFor(inside(5000), remote(3))).isEmpty();
    Endpoint second = Endpoint.of("10.0.1.122", 5000);
    assertThat(table.portFor(second, remote(1))).hasValue(40002);
    table.add(second, remote(1), 40002);
    assertThat(table.portFor(Endpoint.of("10.0.1.123", 5000), remote(1))).isEmpty();
  }
}
