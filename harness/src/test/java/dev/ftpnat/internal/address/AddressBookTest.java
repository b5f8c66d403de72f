package dev.ftpnat.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBookTest {

  private static final Topology BEHIND_NAT =
      Topology.builder()
          .name("behind NAT")
          .serverGateway(Gateway.builder().forwardControlPort().build())
          .build();

  private final AddressBook book = new AddressBook();

  private static InetAddress publicSide(Lease lease) {
    return lease.topology().serverGateways().get(0).publicAddress().orElseThrow();
  }

  @Test
  void handsOutDocumentationAddressesOutsideAndPrivateOnesInside() {
    Topology topology = book.lease(BEHIND_NAT).topology();
    Gateway gateway = topology.serverGateways().get(0);

    assertThat(gateway.publicAddress()).contains(Ipv4.of("203.0.113.7"));
    assertThat(gateway.name()).contains("server NAT");
    assertThat(topology.clientAddress()).contains(Ipv4.of("198.51.100.2"));
    assertThat(gateway.insideNetwork().orElseThrow().contains(address(topology))).isTrue();
    assertThat(address(topology).isSiteLocalAddress()).isTrue();
  }

  private static InetAddress address(Topology topology) {
    return topology.server().address().orElseThrow();
  }

  @Test
  void neverHandsOutAnAddressTwiceAtATime() {
    Set<InetAddress> handedOut = new HashSet<>();
    List<Subnet> networks = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      Lease lease = book.lease(BEHIND_NAT);
      assertThat(lease.addresses()).hasSize(3).noneMatch(handedOut::contains);
      handedOut.addAll(lease.addresses());
      Subnet inside = lease.topology().serverGateways().get(0).insideNetwork().orElseThrow();
      assertThat(networks).noneMatch(inside::overlaps);
      networks.add(inside);
    }
  }

  @Test
  void givesAnAddressAgainWhenItIsFree() {
    Lease first = book.lease(BEHIND_NAT);
    InetAddress address = publicSide(first);
    first.close();
    assertThat(publicSide(book.lease(BEHIND_NAT))).isEqualTo(address);
  }

  @Test
  void thePublicSideCanBePrivate() {
    Lease lease = book.lease(BEHIND_NAT.withVantage(Vantage.PRIVATE));
    assertThat(publicSide(lease).isSiteLocalAddress()).isTrue();
    assertThat(lease.topology().clientAddress().orElseThrow().isSiteLocalAddress()).isTrue();
    assertThat(Subnet.around(publicSide(lease), 24).contains(address(lease.topology()))).isFalse();
  }

  @Test
  void thePublicSideCanBeLoopback() {
    Lease lease = book.lease(BEHIND_NAT.withVantage(Vantage.LOOPBACK));
    assertThat(publicSide(lease).isLoopbackAddress()).isTrue();
    assertThat(publicSide(lease)).isNotEqualTo(Ipv4.of("127.0.0.1"));
  }

  @Test
  void nestedGatewaysLiveInEachOthersNetworks() {
    Topology nested =
        BEHIND_NAT.toBuilder()
            .serverGateway(Gateway.builder().forwardControlPort().build())
            .build();
    List<Gateway> gateways = book.lease(nested).topology().serverGateways();

    assertThat(gateways.get(1).insideNetwork().orElseThrow())
        .matches(network -> network.contains(gateways.get(0).publicAddress().orElseThrow()));
    assertThat(gateways)
        .extracting(gateway -> gateway.name().orElseThrow())
        .containsExactly("server NAT 1", "server NAT 2");
  }

  @Test
  void aGatewayIsNotGivenANameThatAnotherHas() {
    Topology nested =
        BEHIND_NAT.toBuilder()
            .clientGateway(Gateway.builder().name("server NAT 1").build())
            .serverGateway(Gateway.builder().name("server NAT 3").forwardControlPort().build())
            .serverGateway(Gateway.builder().forwardControlPort().build())
            .build();
    assertThat(book.lease(nested).topology().gateways())
        .extracting(gateway -> gateway.name().orElseThrow())
        .containsExactlyInAnyOrder("server NAT 1", "server NAT 2", "server NAT 3", "server NAT 4");
  }

  @Test
  void aPinnedServerBringsTheNetworkAroundIt() {
    Topology pinned = BEHIND_NAT.toBuilder().server(server -> server.address("10.0.1.121")).build();
    assertThat(book.lease(pinned).topology().serverGateways().get(0).insideNetwork())
        .contains(Subnet.of("10.0.1.0/24"));
  }

  @Test
  void pinnedAddressesMustFitTheirNetworks() {
    Topology misfit =
        Topology.builder()
            .name("misfit")
            .serverGateway(Gateway.builder().insideNetwork("10.0.2.0/24").build())
            .server(server -> server.address("10.0.1.121"))
            .build();
    assertThatThrownBy(() -> book.lease(misfit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("misfit")
        .hasMessageContaining("10.0.1.121")
        .hasMessageContaining("10.0.2.0/24");
  }

  @Test
  void localhostCannotBePinned() {
    Topology localhost = Topology.builder().server(server -> server.address("127.0.0.1")).build();
    assertThatThrownBy(() -> book.lease(localhost))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining("Vantage.LOOPBACK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255"
      })
  void anAddressThatNoHostHasCannotBePinned(String address) {
    Topology topology = Topology.builder().server(server -> server.address(address)).build();
    assertThatThrownBy(() -> book.lease(topology))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("server address " + address + " is not an address that a host can have");
  }

  @Test
  void localhostIsInNobodysNetwork() {
    Topology around = BEHIND_NAT.toBuilder().server(server -> server.address("127.0.0.9")).build();
    assertThatThrownBy(() -> book.lease(around))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the network around 127.0.0.0/24 has 127.0.0.1 in it");

    Topology wide =
        BEHIND_NAT.toBuilder().gateways(gateway -> gateway.insideNetwork("127.0.0.0/8")).build();
    assertThatThrownBy(() -> book.lease(wide))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("inside network 127.0.0.0/8 has 127.0.0.1 in it");
  }

  @Test
  void aGatewayHasItsTwoSidesInDifferentNetworks() {
    Topology folded =
        BEHIND_NAT.toBuilder()
            .name("folded")
            .server(server -> server.address("10.0.77.121"))
            .gateways(gateway -> gateway.publicAddress("10.0.77.7"))
            .build();
    assertThatThrownBy(() -> book.lease(folded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "topology \"folded\": the public address 10.0.77.7 of server NAT is in its own"
                + " inside network, 10.0.77.0/24");
  }

  @Test
  void anAddressCannotBePinnedTwice() {
    Topology topology =
        Topology.builder()
            .clientAddress("198.51.100.2")
            .server(server -> server.address("198.51.100.2"))
            .build();
    assertThatThrownBy(() -> book.lease(topology))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("198.51.100.2 is pinned twice");
  }

  @Test
  void pinsThatDoNotMeetRunSideBySide() {
    Topology first = BEHIND_NAT.toBuilder().server(server -> server.address("10.0.1.121")).build();
    Topology second =
        BEHIND_NAT.toBuilder()
            .server(server -> server.address("10.0.2.121").advertise("192.0.2.99"))
            .build();
    book.lease(first);
    assertThat(address(book.lease(second).topology())).isEqualTo(Ipv4.of("10.0.2.121"));
    assertThatThrownBy(() -> book.lease(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("10.0.2.121");
  }

  @Test
  void anAddressInUseCannotBePinnedByAnother() {
    book.lease(BEHIND_NAT.toBuilder().server(server -> server.address("10.0.1.121")).build());
    Topology second = Topology.builder().server(server -> server.address("10.0.1.7")).build();
    assertThatThrownBy(() -> book.lease(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("server address 10.0.1.7")
        .hasMessageContaining("\"behind NAT\"");
  }

  @Test
  void networksThatDoNotMeetCanBePinned() {
    Topology first = BEHIND_NAT.toBuilder().server(server -> server.address("10.0.1.121")).build();
    Topology second =
        Topology.builder()
            .serverGateway(Gateway.builder().insideNetwork("10.0.2.0/24").build())
            .build();
    book.lease(first);
    assertThat(address(book.lease(second).topology())).isEqualTo(Ipv4.of("10.0.2.121"));
  }

  @Test
  void aLeaseThatIsClosedTwiceGivesBackOnlyItsOwn() {
    Lease first = book.lease(BEHIND_NAT);
    first.close();
    Lease second = book.lease(BEHIND_NAT);
    first.close();
    assertThat(publicSide(book.lease(BEHIND_NAT))).isNotEqualTo(publicSide(second));
  }

  @Test
  void aNetworkInUseCannotBePinnedByAnother() {
    Topology first = BEHIND_NAT.toBuilder().server(server -> server.address("10.0.1.121")).build();
    Topology second =
        Topology.builder()
            .serverGateway(Gateway.builder().insideNetwork("10.0.0.0/16").build())
            .build();
    book.lease(first);
    assertThatThrownBy(() -> book.lease(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("10.0.0.0/16")
        .hasMessageContaining("\"behind NAT\"");
  }

  @Test
  void anAdvertisedAddressExistsInTheEnvironment() {
    Lease lease = book.lease(BEHIND_NAT.toBuilder().server(s -> s.advertise("192.0.2.55")).build());
    assertThat(lease.covers(Ipv4.of("192.0.2.55"))).isTrue();
  }

  @Test
  void anAdvertisedAddressIsNotHandedOutToSomebodyElse() {
    Topology topology =
        BEHIND_NAT.toBuilder().server(server -> server.advertise("203.0.113.7")).build();
    assertThat(publicSide(book.lease(topology))).isNotEqualTo(Ipv4.of("203.0.113.7"));
  }

  @Test
  void addressesThatMeanTheClientItselfAreNeverClaimed() {
    for (String address : List.of("0.0.0.0", "127.0.0.1")) {
      Topology topology =
          BEHIND_NAT.toBuilder().server(server -> server.advertise(address)).build();
      assertThat(book.lease(topology).covers(Ipv4.of(address))).isFalse();
      assertThat(book.lease(topology).covers(Ipv4.of(address))).isFalse();
    }
  }

  private static Topology behind(Gateway firewall) {
    return Topology.builder()
        .name("behind a firewall")
        .serverGateway(firewall)
        .server(server -> server.address("203.0.113.50"))
        .build();
  }

  @Test
  void whatTranslatesNothingHasTheAddressOfWhatIsBehindIt() {
    for (Gateway firewall :
        List.of(
            Gateway.firewall().build(),
            Gateway.firewall().publicAddress("203.0.113.50").build(),
            Gateway.firewall().insideNetwork("203.0.113.50/32").build())) {
      try (Lease lease = book.lease(behind(firewall))) {
        assertThat(publicSide(lease)).isEqualTo(Ipv4.of("203.0.113.50"));
      }
    }
    for (Gateway elsewhere :
        List.of(
            Gateway.firewall().publicAddress("203.0.113.51").build(),
            Gateway.firewall().insideNetwork("203.0.113.0/24").build())) {
      assertThatThrownBy(() -> book.lease(behind(elsewhere)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"behind a firewall\": server firewall translates nothing");
    }
  }

  @Test
  void aNetworkOfIpv6MayMeetInPrivateAndNotOnLoopback() {
    Topology ipv6 = Topology.builder().name("six").ipv6().build();

    InetAddress meeting =
        book.lease(ipv6.withVantage(Vantage.PRIVATE)).topology().clientAddress().orElseThrow();
    assertThat(IpAddresses.isPrivate(meeting)).isTrue();
    assertThatThrownBy(() -> book.lease(ipv6.withVantage(Vantage.LOOPBACK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Vantage.LOOPBACK is of IPv4 only");
  }

  @Test
  void theNetworkAroundAPinnedIpv6AddressIsA64() {
    Topology pinned =
        Topology.builder()
            .name("six behind NAT")
            .ipv6()
            .serverGateway(Gateway.builder().forwardControlPort().build())
            .server(server -> server.address("fd00:1:2:3::9"))
            .build();
    Gateway nat = book.lease(pinned).topology().serverGateways().get(0);

    assertThat(nat.insideNetwork()).contains(Subnet.of("fd00:1:2:3::/64"));
  }

  @Test
  void aGatewaysNewAddressIsOfTheSameFamily() {
    Lease lease = book.lease(BEHIND_NAT);
    InetAddress ipv6 = IpAddresses.of("2001:db8::1");

    assertThatThrownBy(() -> lease.add(ipv6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2001:db8::1")
        .hasMessageContaining("IPv4");
    Lease six = book.lease(Topology.builder().name("six").ipv6().build());
    assertThatThrownBy(() -> six.add(Ipv4.of("203.0.113.99")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("IPv6");
  }

  @Test
  void aPoolIsHandedOutAsItsGatewaysAddressIs() {
    Topology topology =
        Topology.builder()
            .clientGateway(Gateway.builder().addressPool(3).build())
            .clientGateway(Gateway.builder().insideNetwork("100.64.0.0/29").addressPool(2).build())
            .build();
    for (int n = 0; n < 2; n++) {
      Lease lease = book.lease(topology);
      Gateway home = lease.topology().clientGateways().get(0);
      Gateway carrier = lease.topology().clientGateways().get(1);
      assertThat(home.publicAddresses()).hasSize(3).doesNotHaveDuplicates();
      assertThat(home.publicAddresses())
          .allMatch(carrier.insideNetwork().orElseThrow()::contains)
          .doesNotContain(carrier.insideAddress(home.publicAddress().orElseThrow()));
      assertThat(carrier.publicAddresses()).hasSize(2).doesNotHaveDuplicates();
      assertThat(lease.addresses()).containsAll(carrier.publicAddresses());
      lease.close();
    }
  }

  @Test
  void twoPoolsHaveNothingInCommon() {
    Topology topology =
        Topology.builder().serverGateway(Gateway.builder().addressPool(5).build()).build();
    Set<InetAddress> handedOut = new HashSet<>();
    for (int n = 0; n < 3; n++) {
      handedOut.addAll(book.lease(topology).topology().serverGateways().get(0).publicAddresses());
    }
    assertThat(handedOut).hasSize(15);
  }

  @Test
  void aPinnedPoolIsClaimedAsAll() {
    Topology topology =
        Topology.builder()
            .serverGateway(
                Gateway.builder()
                    .publicAddress("193.21.1.1")
                    .furtherAddresses("193.21.9.1")
                    .build())
            .build();
    assertThat(book.lease(topology).addresses()).contains(Ipv4.of("193.21.9.1"));
    assertThatThrownBy(() -> book.lease(topology)).hasMessageContaining("193.21.1.1 is pinned");
  }

  @Test
  void whereThereIsNoRoomForAPoolItIsSaid() {
    Topology topology =
        Topology.builder()
            .clientGateway(Gateway.builder().addressPool(8).build())
            .clientGateway(Gateway.builder().insideNetwork("100.64.0.0/29").build())
            .build();
    assertThatThrownBy(() -> book.lease(topology))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client NAT 1 has a pool of 8 addresses, and in 100.64.0.0/29 only");
  }

  @Test
  void aFirewallOutsideOfAPoolIsRefused() {
    Topology topology =
        Topology.builder()
            .serverGateway(Gateway.builder().addressPool(2).build())
            .serverGateway(Gateway.firewall().build())
            .build();
    assertThatThrownBy(() -> book.lease(topology))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("server firewall lets in what is for one address, and server NAT");
  }

  @Test
  void aPoolOfADualStackHasAsManyAddressesOfEachFamily() {
    Topology topology =
        book.lease(
                Topology.builder()
                    .dualStack()
                    .serverGateway(Gateway.builder().addressPool(3).build())
                    .build())
            .topology();
    Gateway whole = topology.serverGateways().get(0);

    for (AddressFamily family : AddressFamily.values()) {
      Gateway view = topology.in(family).serverGateways().get(0);
      assertThat(view.addressPool()).isEqualTo(whole.translates(family) ? 3 : 1);
      assertThat(view.publicAddresses())
          .hasSize(view.addressPool())
          .doesNotHaveDuplicates()
          .allMatch(address -> AddressFamily.of(address) == family);
      assertThat(whole.furtherAddresses(family)).isEqualTo(view.furtherAddresses());
    }
  }

  private static Topology.Builder everywhere() {
    return Topology.builder()
        .clientGateway(Gateway.builder().build())
        .serverGateway(Gateway.builder().forwardControlPort().build())
        .clientHost("inside", ClientHost.Place.SERVER_NETWORK)
        .clientHost("also inside", ClientHost.Place.SERVER_NETWORK)
        .clientHost("neighbour", ClientHost.Place.CLIENT_NETWORK)
        .clientHost("outside", ClientHost.Place.INTERNET);
  }

  private static List<InetAddress> hosts(Topology topology) {
    return topology.clientHosts().stream().map(host -> host.address().orElseThrow()).toList();
  }

  @Test
  void furtherClientHostsAreInTheNetworksWhereTheyAre() {
    for (Topology described :
        List.of(
            everywhere().build(),
            everywhere().ipv6().build(),
            everywhere().vantage(Vantage.PRIVATE).build(),
            everywhere()
                .clientHosts(List.of())
                .clientHost("inside", ClientHost.Place.SERVER_NETWORK, "10.9.9.50")
                .clientHost("also inside", ClientHost.Place.SERVER_NETWORK)
                .clientHost("neighbour", ClientHost.Place.CLIENT_NETWORK, "192.168.77.9")
                .clientHost("outside", ClientHost.Place.INTERNET, "198.51.100.99")
                .serverGateways(gateway -> gateway.insideNetwork("10.9.9.0/24"))
                .clientAddress("192.168.77.2")
                .build())) {
      try (Lease lease = book.lease(described)) {
        Topology topology = lease.topology();
        List<InetAddress> hosts = hosts(topology);
        Subnet ofServer = topology.serverGateways().get(0).insideNetwork().orElseThrow();
        Subnet ofClient = topology.clientGateways().get(0).insideNetwork().orElseThrow();

        assertThat(hosts).doesNotHaveDuplicates().allMatch(lease::covers);
        assertThat(hosts.subList(0, 2)).allMatch(ofServer::contains);
        assertThat(ofClient.contains(hosts.get(2))).isTrue();
        assertThat(ofServer.contains(hosts.get(3)) || ofClient.contains(hosts.get(3))).isFalse();
        assertThat(hosts).doesNotContain(address(topology), topology.clientAddress().orElseThrow());
      }
    }
  }

  @Test
  void aHostThatHasNoRoomIsRefused() {
    Topology small =
        everywhere().serverGateways(gateway -> gateway.insideNetwork("10.9.9.0/30")).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> book.lease(small))
        .withMessageContaining("no address is free in 10.9.9.0/30 for client host");
    Topology elsewhere =
        everywhere()
            .serverGateways(gateway -> gateway.insideNetwork("10.9.9.0/24"))
            .clientHost("far", ClientHost.Place.SERVER_NETWORK, "10.9.8.1")
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> book.lease(elsewhere))
        .withMessageContaining("10.9.8.1 is pinned on the far's side");
    Topology atGateway =
        everywhere()
            .serverGateways(gateway -> gateway.insideNetwork("10.9.9.0/24"))
            .clientHost("far", ClientHost.Place.SERVER_NETWORK, "10.9.9.1")
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> book.lease(atGateway))
        .withMessageContaining("\"far\" is pinned at 10.9.9.1, where server NAT is in its inside");
  }
}
