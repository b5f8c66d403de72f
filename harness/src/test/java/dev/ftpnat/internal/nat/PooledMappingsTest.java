package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.Gateway;
import org.junit.jupiter.api.Test;

/** Which of a NAT's public addresses a connection gets (RFC 4787 section 4.1, REQ-2). */
class PooledMappingsTest {

  private static final String FIRST = "203.0.113.7";
  private static final String SECOND = "203.0.113.8";

  private static PooledMappings mappings(AddressPooling pooling) {
    return new PooledMappings(
        Gateway.builder()
            .publicAddress(FIRST)
            .furtherAddresses(SECOND)
            .addressPooling(pooling)
            .build());
  }

  private static Endpoint remote(int port) {
    return Endpoint.of("198.51.100.2", port);
  }

  /** A connection from a host behind it: where it comes from outside. */
  private static String connect(PooledMappings mappings, String host, int port, int remotePort) {
    Endpoint inside = Endpoint.of(host, port);
    Endpoint external = mappings.externalFor(inside, remote(remotePort)).orElseThrow();
    mappings.attempted(inside.address(), external.address());
    mappings.add(inside, remote(remotePort), external);
    return external.toString();
  }

  @Test
  void pairedAHostHasOneAddressAndTheNextHostTheNext() {
    PooledMappings mappings = mappings(AddressPooling.PAIRED);

    assertThat(connect(mappings, "10.0.1.2", 5000, 21)).isEqualTo(FIRST + ":5000");
    assertThat(connect(mappings, "10.0.1.2", 5001, 22)).isEqualTo(FIRST + ":5001");
    assertThat(connect(mappings, "10.0.1.3", 5000, 21)).isEqualTo(SECOND + ":5000");
    assertThat(connect(mappings, "10.0.1.2", 5002, 23)).isEqualTo(FIRST + ":5002");
    assertThat(connect(mappings, "10.0.1.4", 5003, 21)).isEqualTo(FIRST + ":5003");
  }

  @Test
  void arbitraryEachConnectionHasTheNextAddress() {
    PooledMappings mappings = mappings(AddressPooling.ARBITRARY);

    assertThat(connect(mappings, "10.0.1.2", 5000, 21)).isEqualTo(FIRST + ":5000");
    assertThat(connect(mappings, "10.0.1.2", 5001, 22)).isEqualTo(SECOND + ":5001");
    assertThat(connect(mappings, "10.0.1.3", 5002, 21)).isEqualTo(FIRST + ":5002");
  }

  @Test
  void aMappingThatIsThereKeepsItsAddress() {
    PooledMappings mappings = mappings(AddressPooling.ARBITRARY);
    connect(mappings, "10.0.1.2", 5000, 21);

    assertThat(connect(mappings, "10.0.1.2", 5000, 22)).isEqualTo(FIRST + ":5000");
  }

  @Test
  void eachAddressHasPortsOfItsOwn() {
    PooledMappings mappings = mappings(AddressPooling.ARBITRARY);
    connect(mappings, "10.0.1.2", 5000, 21);
    connect(mappings, "10.0.1.3", 5000, 21);
    Endpoint first = Endpoint.of(FIRST, 5000);
    Endpoint second = Endpoint.of(SECOND, 5000);

    assertThat(mappings.insideOf(first)).contains(Endpoint.of("10.0.1.2", 5000));
    assertThat(mappings.insideOf(second)).contains(Endpoint.of("10.0.1.3", 5000));
    assertThat(mappings.admits(remote(21), second)).isTrue();
    assertThat(mappings.admits(remote(22), second)).isFalse();
    mappings.remove(remote(21), first);
    assertThat(mappings.isMapped(first)).isFalse();
    assertThat(mappings.isMapped(second)).isTrue();
  }

  @Test
  void whoMovesHasTheNewAddressInsteadOfTheFirst() {
    PooledMappings mappings = mappings(AddressPooling.PAIRED);
    mappings.renumber(IpAddresses.of("203.0.113.9"));

    assertThat(mappings.first()).isEqualTo(IpAddresses.of("203.0.113.9"));
    assertThat(mappings.owns(IpAddresses.of(FIRST))).isFalse();
    assertThat(mappings.owns(IpAddresses.of(SECOND))).isTrue();
    assertThat(connect(mappings, "10.0.1.2", 5000, 21)).isEqualTo("203.0.113.9:5000");
  }
}
