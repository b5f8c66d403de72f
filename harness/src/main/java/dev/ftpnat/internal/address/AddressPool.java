package dev.ftpnat.internal.address;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Subnet;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where addresses come from that nobody pinned. The lowest free one is taken, so runs repeat. */
final class AddressPool {

  /** RFC 5737 documentation addresses first; RFC 2544 benchmark addresses when they run out. */
  private static final List<Subnet> PUBLIC_SERVERS =
      List.of(Subnet.of("203.0.113.0/24"), Subnet.of("192.0.2.0/24"), Subnet.of("198.18.0.0/16"));

  private static final List<Subnet> PUBLIC_CLIENTS =
      List.of(Subnet.of("198.51.100.0/24"), Subnet.of("198.19.0.0/16"));

  /** Nobody real is there, and environments are: RFC 5737 and RFC 2544 say so. */
  private static final List<Subnet> NOBODYS =
      List.of(
          Subnet.of("203.0.113.0/24"),
          Subnet.of("198.51.100.0/24"),
          Subnet.of("198.18.0.0/15"),
          Subnet.of("2001:db8::/32"));

  /** RFC 3849, a /64 for each of them. */
  private static final Subnet IPV6_SERVERS = Subnet.of("2001:db8:7::/48");

  private static final Subnet IPV6_CLIENTS = Subnet.of("2001:db8:2::/48");

  /** RFC 4193, made up once. */
  private static final Subnet IPV6_SERVER_NETWORKS = Subnet.of("fd7a:1:7::/48");

  private static final Subnet IPV6_CLIENT_NETWORKS = Subnet.of("fd7a:1:2::/48");

  private static final int MOST_IPV6_NETWORKS = 1 << 16;

  /** Not from the beginning of 10/8 and 192.168/16, where people pin addresses and live. */
  private static final Subnet SERVER_NETWORKS = Subnet.of("10.64.0.0/10");

  private static final Subnet CLIENT_NETWORKS = Subnet.of("192.168.128.0/17");
  private static final Subnet CLIENT_NETWORKS_OVERFLOW = Subnet.of("172.16.0.0/12");
  private static final Subnet LOOPBACKS = Subnet.of("127.83.0.0/16");

  /** The networks that this machine is really in: shadowing them would cut the JVM off. */
  private static final List<Subnet> REAL_NETWORKS = realNetworks();

  private AddressPool() {}

  static boolean isNobodys(InetAddress address) {
    return NOBODYS.stream().anyMatch(network -> network.contains(address));
  }

  /** Whether an interface of this machine has the address now. */
  static boolean isOfThisMachine(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false; // As far as anybody can tell.
    }
  }

  static Stream<InetAddress> publicServers() {
    // From .7 upwards, since people read the low ones as routers.
    return PUBLIC_SERVERS.stream().flatMap(pool -> hosts(pool, 7));
  }

  static Stream<InetAddress> publicClients() {
    return PUBLIC_CLIENTS.stream().flatMap(pool -> hosts(pool, 2));
  }

  static Stream<InetAddress> ipv6Servers() {
    return ipv6Networks(IPV6_SERVERS).map(network -> network.host(7));
  }

  static Stream<InetAddress> ipv6Clients() {
    return ipv6Networks(IPV6_CLIENTS).map(network -> network.host(2));
  }

  static Stream<Subnet> ipv6ServerNetworks() {
    return unrealFirst(() -> ipv6Networks(IPV6_SERVER_NETWORKS));
  }

  static Stream<Subnet> ipv6ClientNetworks() {
    return unrealFirst(() -> ipv6Networks(IPV6_CLIENT_NETWORKS));
  }

  /** The /64 networks in a /48, but for the first. */
  private static Stream<Subnet> ipv6Networks(Subnet pool) {
    return IntStream.range(1, MOST_IPV6_NETWORKS).mapToObj(number -> ipv6Network(pool, number));
  }

  private static Subnet ipv6Network(Subnet pool, int number) {
    byte[] octets = pool.network().getAddress();
    octets[6] = (byte) (number >> Byte.SIZE);
    octets[7] = (byte) number;
    return new Subnet(IpAddresses.ofOctets(octets), 64);
  }

  static Stream<Subnet> loopbackNetworks() {
    return networks(LOOPBACKS);
  }

  static Stream<Subnet> serverNetworks() {
    return unrealFirst(() -> networks(SERVER_NETWORKS));
  }

  static Stream<Subnet> clientNetworks() {
    return unrealFirst(
        () -> Stream.concat(networks(CLIENT_NETWORKS), networks(CLIENT_NETWORKS_OVERFLOW)));
  }

  /** A machine whose own network is all of 10/8 has to share it. */
  private static Stream<Subnet> unrealFirst(Supplier<Stream<Subnet>> pool) {
    return Stream.concat(pool.get().filter(AddressPool::isNotReal), pool.get());
  }

  private static Stream<InetAddress> hosts(Subnet pool, int first) {
    int last = (1 << (32 - pool.prefixLength())) - 2;
    return IntStream.rangeClosed(first, last).mapToObj(pool::host);
  }

  /** The /24 networks in a pool; the first is left out, since it looks like a mistake. */
  private static Stream<Subnet> networks(Subnet pool) {
    int count = 1 << (24 - pool.prefixLength());
    return IntStream.range(1, count).mapToObj(n -> new Subnet(pool.host(n << 8), 24));
  }

  private static boolean isNotReal(Subnet network) {
    return REAL_NETWORKS.stream().noneMatch(network::overlaps);
  }

  private static List<Subnet> realNetworks() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(nic -> nic.getInterfaceAddresses().stream())
          .filter(address -> !address.getAddress().isLoopbackAddress())
          .map(
              address ->
                  Subnet.around(
                      address.getAddress(),
                      Math.max(
                          0,
                          Math.min(
                              address.getAddress().getAddress().length * Byte.SIZE,
                              address.getNetworkPrefixLength()))))
          .toList();
    } catch (SocketException e) {
      return List.of(); // Only a courtesy to the machine; the simulation works without.
    }
  }
}
