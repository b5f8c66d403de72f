package dev.ftpnat.internal.address;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What the name servers of one environment answer. Behind a NAT64 they do DNS64 (RFC 6147): what
 * has IPv4 addresses alone has each of them embedded in the prefix as well.
 */
public final class Names {

  /** By this name clients find out the prefix of their NAT64 (RFC 7050 section 3). */
  private static final String IPV4_ONLY = "ipv4only.arpa";

  /** Its addresses wherever it is asked for (RFC 7050 section 8.2). */
  private static final List<InetAddress> OF_IPV4_ONLY =
      List.of(Ipv4.of("192.0.0.170"), Ipv4.of("192.0.0.171"));

  private final Lease lease;
  private final BiFunction<String, AddressFamily, Optional<InetAddress>> publicAddress;

  /**
   * Those of an environment.
   *
   * @param publicAddress the address that a gateway, by its name, has of a family now
   */
  public Names(
      Lease lease, BiFunction<String, AddressFamily, Optional<InetAddress>> publicAddress) {
    this.lease = lease;
    this.publicAddress = publicAddress;
  }

  /** Where clients reach the server now over a family; empty if it has no address of it. */
  public Optional<InetAddress> server(AddressFamily family) {
    Topology topology = lease.topology();
    if (family == AddressFamily.IPV6 && topology.nat64().isPresent()) {
      return server(AddressFamily.IPV4).map(lease::asSeenBehindNat64);
    }
    List<Gateway> gateways = topology.serverGateways();
    return gateways.isEmpty()
        ? lease.publicServerAddress(family)
        : publicAddress.apply(gateways.get(gateways.size() - 1).name().orElseThrow(), family);
  }

  /**
   * The addresses of a name, or of a literal its own: first those of the family that the topology
   * is about. Empty if nobody knows it.
   */
  public List<InetAddress> addresses(String name) {
    String asked = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (asked.equalsIgnoreCase(lease.serverName())) {
      AddressFamily first = lease.topology().family();
      List<InetAddress> addresses = new ArrayList<>();
      server(first).ifPresent(addresses::add);
      server(first.other()).ifPresent(addresses::add);
      return List.copyOf(addresses);
    }
    if (asked.equalsIgnoreCase(IPV4_ONLY)) {
      return ofIpv4Only();
    }
    return IpAddresses.parse(name).map(List::of).orElse(List.of());
  }

  private List<InetAddress> ofIpv4Only() {
    if (lease.topology().nat64().isEmpty()) {
      return OF_IPV4_ONLY;
    }
    List<InetAddress> addresses = new ArrayList<>(OF_IPV4_ONLY);
    addresses.addAll(
        lease.topology().family() == AddressFamily.IPV6 ? 0 : addresses.size(),
        OF_IPV4_ONLY.stream().map(lease::asSeenBehindNat64).toList());
    return List.copyOf(addresses);
  }
}
