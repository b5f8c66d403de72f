package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import org.junit.jupiter.api.Test;

/** Which port a connection gets when others are taken. */
class MappingTableTest {

  private static MappingTable table(PortAllocation allocation) {
    return new MappingTable(
        MappingBehavior.ADDRESS_AND_PORT_DEPENDENT,
        FilteringBehavior.ENDPOINT_INDEPENDENT,
        allocation);
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
}
