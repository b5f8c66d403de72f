package dev.ftpnat.internal.address;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Nat64Prefix;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The addresses of a topology with a NAT64, which is two: one of IPv6 with the client, and one of
 * IPv4 with the server, in which the NAT64 is the client.
 */
final class Nat64Addresses {

  private static final int NETWORK_BITS = 64;
  private static final int CLIENT_HOST = 2;
  private static final int OTHER_HOST = 3;

  /** Where clients behind a CLAT have their IPv4 addresses (RFC 7335). */
  private static final Subnet BEHIND_CLAT = Subnet.of("192.0.0.0/29");

  private final Topology whole;
  private final List<Gateway> gateways;
  private final Gateway nat64;
  private final Optional<Gateway> clat;
  private final int at;

  /** Of a topology whose gateways have names. */
  Nat64Addresses(Topology whole) {
    this.whole = whole;
    this.gateways = whole.clientGateways();
    this.nat64 = whole.nat64().orElseThrow();
    this.clat = whole.clat();
    this.at = gateways.indexOf(nat64);
  }

  /**
   * The same topology with all addresses.
   *
   * @param each fills in those of a topology of one family
   */
  Topology filledIn(UnaryOperator<Topology> each, Claims claims) {
    Topology inside = each.apply(inside());
    Topology outside = each.apply(outside());
    InetAddress client = inside.clientAddress(AddressFamily.IPV6).orElseThrow();
    List<Gateway> furtherIn = inside.clientGateways();
    InetAddress neighbour =
        furtherIn.isEmpty()
            ? client
            : furtherIn.get(furtherIn.size() - 1).publicAddress().orElseThrow();
    InetAddress own = outside.clientAddress(AddressFamily.IPV4).orElseThrow();
    Subnet network = nat64.insideNetwork().orElseGet(() -> Subnet.around(neighbour, NETWORK_BITS));
    claims.networks.add(network);
    claims.translated = nat64.nat64();
    claims.behindClat = clat.map(gateway -> BEHIND_CLAT);
    List<Gateway> all = new ArrayList<>();
    clat.map(gateway -> addressed(gateway, client)).ifPresent(all::add);
    all.addAll(furtherIn);
    all.add(
        nat64.toBuilder()
            .publicAddress(IpAddresses.text(own))
            .insideNetwork(network.toString())
            .build());
    all.addAll(outside.clientGateways());
    Topology.Builder filled =
        whole.toBuilder().gateways(all, outside.serverGateways()).server(outside.server());
    clients(client).map(IpAddresses::text).forEach(filled::clientAddress);
    Topology addressed = filled.build();
    Nat64Prefix prefix = nat64.nat64().orElseThrow();
    List.copyOf(claims.addresses).stream()
        .filter(address -> AddressFamily.of(address) == AddressFamily.IPV4)
        .map(prefix::embed)
        .forEach(claims.addresses::add);
    return addressed;
  }

  private static Gateway addressed(Gateway clat, InetAddress outside) {
    return clat.toBuilder()
        .publicAddress(IpAddresses.text(outside))
        .insideNetwork(BEHIND_CLAT.toString())
        .build();
  }

  /**
   * The client's addresses. A CLAT has one of its own, that others reach the client's IPv4 at.
   *
   * @param seen by what is further out
   */
  private Stream<InetAddress> clients(InetAddress seen) {
    if (clat.isEmpty()) {
      return Stream.of(seen);
    }
    return Stream.of(
        whole.clientAddress(AddressFamily.IPV4).orElseGet(() -> BEHIND_CLAT.host(CLIENT_HOST)),
        whole.clientAddress(AddressFamily.IPV6).orElseGet(() -> neighbourOf(seen)));
  }

  private static InetAddress neighbourOf(InetAddress host) {
    Subnet network = Subnet.around(host, NETWORK_BITS);
    InetAddress usual = network.host(CLIENT_HOST);
    return usual.equals(host) ? network.host(OTHER_HOST) : usual;
  }

  /** The address that is next to what is further out, if it is pinned. */
  private Optional<InetAddress> pinnedEnd() {
    return clat.isEmpty()
        ? whole.clientAddress(AddressFamily.IPV6)
        : clat.get()
            .publicAddress()
            .or(() -> whole.clientAddress(AddressFamily.IPV6).map(Nat64Addresses::neighbourOf));
  }

  /**
   * What has IPv6: the client, or its CLAT in its place, and what stands between that and the
   * NAT64.
   */
  private Topology inside() {
    int first = clat.isPresent() ? 1 : 0;
    Topology.Builder inside =
        Topology.builder()
            .name(whole.name())
            .clientFamilies(AddressFamily.IPV6)
            .serverFamilies(AddressFamily.IPV4)
            .gateways(gateways.subList(first, at), List.of());
    pinnedEnd()
        .or(() -> at > first ? Optional.empty() : clientInPinnedNetwork())
        .map(IpAddresses::text)
        .ifPresent(inside::clientAddress);
    return inside.build().in(AddressFamily.IPV6);
  }

  private Optional<InetAddress> clientInPinnedNetwork() {
    return nat64.insideNetwork().map(network -> network.host(CLIENT_HOST));
  }

  /** What has IPv4: the server's side, and the NAT64 in the client's place. */
  private Topology outside() {
    Topology.Builder outside =
        Topology.builder()
            .name(whole.name())
            .vantage(whole.vantage())
            .server(whole.server())
            .gateways(gateways.subList(at + 1, gateways.size()), whole.serverGateways());
    nat64
        .publicAddress(AddressFamily.IPV4)
        .map(IpAddresses::text)
        .ifPresent(outside::clientAddress);
    return outside.build();
  }
}
