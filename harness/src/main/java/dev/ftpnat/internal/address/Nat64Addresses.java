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

/**
 * The addresses of a topology with a NAT64, which is two: one of IPv6 with the client, and one of
 * IPv4 with the server, in which the NAT64 is the client.
 */
final class Nat64Addresses {

  private static final int NETWORK_BITS = 64;
  private static final int CLIENT_HOST = 2;

  private final Topology whole;
  private final List<Gateway> gateways;
  private final Gateway nat64;
  private final int at;

  /** Of a topology whose gateways have names. */
  Nat64Addresses(Topology whole) {
    this.whole = whole;
    this.gateways = whole.clientGateways();
    this.nat64 = whole.nat64().orElseThrow();
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
    List<Gateway> all = new ArrayList<>(furtherIn);
    all.add(
        nat64.toBuilder()
            .publicAddress(IpAddresses.text(own))
            .insideNetwork(network.toString())
            .build());
    all.addAll(outside.clientGateways());
    Topology addressed =
        whole.toBuilder()
            .clientAddress(IpAddresses.text(client))
            .gateways(all, outside.serverGateways())
            .server(outside.server())
            .build();
    Nat64Prefix prefix = nat64.nat64().orElseThrow();
    List.copyOf(claims.addresses).stream()
        .filter(address -> AddressFamily.of(address) == AddressFamily.IPV4)
        .map(prefix::embed)
        .forEach(claims.addresses::add);
    return addressed;
  }

  /** What has IPv6: the client, and what stands between it and the NAT64. */
  private Topology inside() {
    Topology.Builder inside =
        Topology.builder()
            .name(whole.name())
            .clientFamilies(AddressFamily.IPV6)
            .serverFamilies(AddressFamily.IPV4)
            .gateways(gateways.subList(0, at), List.of());
    whole
        .clientAddress(AddressFamily.IPV6)
        .or(() -> at > 0 ? Optional.empty() : clientInPinnedNetwork())
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
