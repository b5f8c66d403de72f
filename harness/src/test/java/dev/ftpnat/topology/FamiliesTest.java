package dev.ftpnat.topology;

import static dev.ftpnat.net.AddressFamily.IPV4;
import static dev.ftpnat.net.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which families of addresses the hosts of a topology have, and how each is seen by itself. */
class FamiliesTest {

  @Test
  void whatIsSaidOrPinnedDecides() {
    assertThat(Topology.builder().build().families()).isEqualTo(Set.of(IPV4));
    assertThat(Topology.builder().ipv6().build().families()).isEqualTo(Set.of(IPV6));
    assertThat(Topology.builder().clientAddress("2001:db8::2").build().families())
        .isEqualTo(Set.of(IPV6));
    assertThat(Topology.builder().dualStack().build().families()).isEqualTo(Set.of(IPV4, IPV6));
  }

  @Test
  void itIsAboutIpv6WhereBothSidesHaveIt() {
    Topology.Builder both = Topology.builder().dualStack();
    assertThat(both.build().family()).isEqualTo(IPV6);
    assertThat(both.about(IPV4).build().family()).isEqualTo(IPV4);
    Topology.Builder less = Topology.builder().dualStack().serverFamilies(IPV4);
    assertThat(less.build().family()).isEqualTo(IPV4);
    assertThat(less.clientFamilies(IPV6).build().family()).as("the client's").isEqualTo(IPV6);
    assertThat(less.build().families()).isEqualTo(Set.of(IPV4, IPV6));
  }

  @Test
  void itIsOfIpv6AloneIfBothSidesAre() {
    assertThat(Topology.builder().ipv6().build().isIpv6()).isTrue();
    assertThat(Topology.builder().ipv6().serverFamilies(IPV4, IPV6).build().isIpv6()).isFalse();
    assertThat(Topology.builder().serverFamilies(IPV4, IPV6).build().isIpv6()).isFalse();
    assertThat(Topology.builder().dualStack().build().isIpv6()).isFalse();
  }

  @Test
  void aSideThatHasNothingOfAFamilyMayBeChanged() {
    Topology half = Topology.builder().dualStack().clientFamilies(IPV6).build().in(IPV4);

    assertThat(half.toBuilder().name("half").build().clientFamilies()).isEmpty();
    assertThat(half.toBuilder().name("half").build().serverFamilies()).isEqualTo(Set.of(IPV4));
  }

  @Test
  void whatNoHostHasIsRefused() {
    assertThatThrownBy(() -> Topology.builder().about(IPV6).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can't be about IPv6: its client has IPv4 alone");
    assertThatThrownBy(
            () ->
                Topology.builder()
                    .dualStack()
                    .serverFamilies(IPV4)
                    .server(server -> server.address("fd00::121"))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fd00::121 is pinned on the server's side, which has IPv4 alone");
    assertThatThrownBy(
            () ->
                Topology.builder()
                    .dualStack()
                    .clientFamilies(IPV6)
                    .clientAddress("198.51.100.2")
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("198.51.100.2 is pinned on the client's side");
  }

  @Test
  void oneAddressOfEachFamilyIsPinned() {
    Topology topology =
        Topology.builder()
            .dualStack()
            .clientAddress("198.51.100.2")
            .clientAddress("2001:db8::2")
            .server(
                server ->
                    server.address("10.0.1.121").address("fd00::121").advertise("203.0.113.9"))
            .serverGateway(
                Gateway.builder()
                    .publicAddress("203.0.113.7")
                    .insideNetwork("10.0.1.0/24")
                    .insideNetwork("fd00::/64")
                    .build())
            .build();

    assertThat(topology.clientAddress()).hasValue(IpAddresses.of("2001:db8::2"));
    assertThat(topology.clientAddress(IPV4)).hasValue(IpAddresses.of("198.51.100.2"));
    assertThat(topology.server().address()).hasValue(IpAddresses.of("fd00::121"));
    assertThat(topology.server().address(IPV4)).hasValue(IpAddresses.of("10.0.1.121"));
    assertThat(topology.server().advertisedAddress(IPV4)).hasValue(IpAddresses.of("203.0.113.9"));
    assertThat(topology.server().advertisedAddress(IPV6)).isEmpty();
    Gateway gateway = topology.gateways().get(0);
    assertThat(gateway.publicAddress()).as("all that it has").isPresent();
    assertThat(gateway.publicAddress(IPV6)).isEmpty();
    assertThat(gateway.insideNetwork().orElseThrow()).hasToString("fd00::/64");
    assertThat(gateway.insideAddress(IpAddresses.of("10.0.1.1")))
        .isEqualTo(IpAddresses.of("10.0.1.2"));
  }

  @Test
  void aFamilyIsSeenByItself() {
    Gateway home =
        Gateway.builder()
            .withoutTranslationOf(IPV6)
            .alg(AlgBehavior.LIBALIAS)
            .forwardControlPort()
            .forward(Forward.ports(new PortRange(40000, 40009), new PortRange(3846, 3855)))
            .masqueradesInbound()
            .build();
    Topology topology = Topology.builder().dualStack().serverGateway(home).build();

    Gateway ipv4 = topology.in(IPV4).gateways().get(0);
    assertThat(ipv4.translates()).isTrue();
    assertThat(ipv4.forwards()).hasSize(2);
    assertThat(ipv4.alg()).isEqualTo(AlgBehavior.LIBALIAS);
    assertThat(ipv4.masqueradesInbound()).isTrue();
    Gateway ipv6 = topology.in(IPV6).gateways().get(0);
    assertThat(ipv6.translates()).isFalse();
    assertThat(ipv6.forwards()).as("what translates ports is about the other").hasSize(1);
    assertThat(ipv6.alg()).as("part of a NAT").isEqualTo(AlgBehavior.NONE);
    assertThat(ipv6.masqueradesInbound()).isFalse();
    assertThat(topology.gateways().get(0).translates()).as("about IPv6").isFalse();
  }

  @Test
  void aSideThatHasNoneOfAFamilyHasNothingInItsView() {
    Topology topology =
        Topology.builder()
            .dualStack()
            .serverFamilies(IPV4)
            .clientAddress("198.51.100.2")
            .server(server -> server.address("203.0.113.7"))
            .build();
    Topology ipv6 = topology.in(IPV6);

    assertThat(ipv6.serverFamilies()).isEmpty();
    assertThat(ipv6.clientFamilies()).isEqualTo(Set.of(IPV6));
    assertThat(ipv6.server().address()).isEmpty();
    assertThat(ipv6.clientAddress()).isEmpty();
    assertThat(ipv6.toBuilder().build().families()).isEqualTo(Set.of(IPV6));
    assertThat(topology.in(IPV4).toBuilder().build().families()).isEqualTo(Set.of(IPV4));
    Topology only = Topology.builder().build();
    assertThat(only.in(IPV4)).isSameAs(only);
  }
}
