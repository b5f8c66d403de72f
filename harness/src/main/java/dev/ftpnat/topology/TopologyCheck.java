package dev.ftpnat.topology;

import dev.ftpnat.internal.family.Families;
import dev.ftpnat.internal.family.PerFamily;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Subnet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the parts of a topology go together, and of which families of addresses they are. */
record TopologyCheck(
    String name,
    PerFamily<InetAddress> clientAddresses,
    List<Gateway> clientGateways,
    List<Gateway> serverGateways,
    Server server,
    List<ClientHost> clientHosts,
    List<Topology.Decoy> decoys,
    Map<String, ClientHost.Intrusion> intruders) {

  /**
   * The families that they have.
   *
   * @param ofClient what was said of the client's side; otherwise it follows from the addresses
   * @param ofServer the same of the server's
   * @param about what the topology was said to be about
   * @throws IllegalArgumentException if the parts don't go together, or not with what was said
   */
  Families families(
      Optional<Set<AddressFamily>> ofClient,
      Optional<Set<AddressFamily>> ofServer,
      Optional<AddressFamily> about) {
    checkProxies();
    if (Nat64Place.in(serverGateways, name) >= 0) {
      throw new IllegalArgumentException(
          "topology \"%s\": a NAT64 stands before the client, not before the server"
              .formatted(name));
    }
    int nat64 = Nat64Place.in(clientGateways, name);
    Nat64Place.requireClat(clientGateways, serverGateways, nat64, name);
    Set<String> taken = namesOfGateways();
    ClientHost.check(name, clientHosts, clientGateways, serverGateways, taken);
    checkIntruders();
    Families families =
        nat64 >= 0
            ? behindNat64(nat64, ofClient, ofServer, about)
            : withoutNat64(ofClient, ofServer, about);
    checkDecoys(families);
    return families;
  }

  private void checkProxies() {
    List<String> proxies = new ArrayList<>();
    addProxies(clientGateways, proxies);
    addProxies(serverGateways, proxies);
    if (proxies.size() > 1) {
      throw new IllegalArgumentException(
          "topology \"%s\": %s have a proxy, and at most one may"
              .formatted(name, String.join(" and ", proxies)));
    }
  }

  private static void addProxies(List<Gateway> gateways, List<String> proxies) {
    for (Gateway gateway : gateways) {
      if (gateway.alg().isProxy()) {
        proxies.add(gateway.name().orElse("a gateway"));
      }
    }
  }

  /** Each says which gateway is meant, in a record and to {@code FtpNat.gateway}. */
  private Set<String> namesOfGateways() {
    Set<String> taken = new HashSet<>(ClientHost.TAKEN);
    List<String> names =
        Stream.concat(clientGateways.stream(), serverGateways.stream())
            .flatMap(gateway -> gateway.name().stream())
            .toList();
    for (String own : names) {
      if (!taken.add(own)) {
        throw new IllegalArgumentException(
            "topology \"%s\": gateway \"%s\" has a name that is taken".formatted(name, own));
      }
    }
    return taken;
  }

  private void checkIntruders() {
    for (Map.Entry<String, ClientHost.Intrusion> intruder : intruders.entrySet()) {
      if (clientHosts.stream().noneMatch(host -> host.name().equals(intruder.getKey()))) {
        throw new IllegalArgumentException(
            "topology \"%s\": intruder \"%s\" is no client host: add it with clientHost(…)"
                .formatted(name, intruder.getKey()));
      }
      if (intruder.getValue() == ClientHost.Intrusion.INJECTS_ACTIVE_DATA
          && !clientGateways.isEmpty()) {
        throw new IllegalArgumentException(
            "topology \"%s\": intruder \"%s\" can't come to a client behind a gateway"
                .formatted(name, intruder.getKey()));
      }
    }
  }

  private void checkDecoys(Families families) {
    // A server may announce the address of one, and most often does.
    Set<Object> taken = new HashSet<>(pinnedAtClient());
    server.addOwn(taken);
    serverGateways.stream().flatMap(Gateway::pinned).forEach(taken::add);
    clientHosts.forEach(host -> taken.add(host.name()));
    for (Topology.Decoy decoy : decoys) {
      if (!taken.add(decoy.name()) || !taken.add(decoy.address())) {
        throw new IllegalArgumentException(
            "topology \"%s\": decoy %s has a name or an address that is taken"
                .formatted(name, decoy));
      }
      AddressFamily family = AddressFamily.of(decoy.address());
      if (!families.client().contains(family)) {
        throw new IllegalArgumentException(
            "topology \"%s\": decoy %s has an address of %s, and the client has none of it"
                .formatted(name, decoy, family.text()));
      }
    }
  }

  private Families withoutNat64(
      Optional<Set<AddressFamily>> ofClient,
      Optional<Set<AddressFamily>> ofServer,
      Optional<AddressFamily> about) {
    List<InetAddress> atClient = pinnedAtClient();
    List<InetAddress> atServer = pinnedAtServer();
    Set<AddressFamily> usual =
        hasIpv6(atClient) || hasIpv6(atServer) ? Families.IPV6 : Families.IPV4;
    Families families = Families.of(ofClient.orElse(usual), ofServer.orElse(usual), about);
    families.require(name, atClient, atServer);
    ClientHost.check(name, clientHosts, families);
    return families;
  }

  /** Behind a NAT64 there is IPv6, and IPv4 if a CLAT makes it; before it there is IPv4 alone. */
  private Families behindNat64(
      int at,
      Optional<Set<AddressFamily>> ofClient,
      Optional<Set<AddressFamily>> ofServer,
      Optional<AddressFamily> about) {
    boolean hasClat = clientGateways.get(0).isClat();
    Families families =
        Families.of(
            ofClient.orElse(hasClat ? Families.BOTH : Families.IPV6),
            ofServer.orElse(Families.IPV4),
            about);
    if (!families.areOnBothSidesOfNat64(hasClat)) {
      throw new IllegalArgumentException(
          "topology \"%s\": a client behind a NAT64 has %s, and the server IPv4 alone"
              .formatted(
                  name,
                  hasClat
                      ? "IPv6, and IPv4 by its CLAT, and it is about IPv4"
                      : "IPv6 alone, unless there is a CLAT"));
    }
    if (hasClat) {
      Nat64Place.requireClat(clientGateways.get(0), clientAddresses.of(AddressFamily.IPV4), name);
    }
    Gateway gateway = clientGateways.get(at);
    Stream<InetAddress> inside =
        Stream.of(
                clientAddresses.all(),
                clientGateways.subList(0, at).stream()
                    .filter(each -> !each.isClat())
                    .flatMap(Gateway::pinned),
                gateway.insideNetwork().map(Subnet::network).stream())
            .flatMap(each -> each);
    Stream<InetAddress> outside =
        Stream.of(
                pinnedAtServer().stream(),
                clientGateways.subList(at + 1, clientGateways.size()).stream()
                    .flatMap(Gateway::pinned),
                gateway.publicAddress().stream())
            .flatMap(each -> each);
    families.require(name, inside.toList(), outside.toList());
    return families;
  }

  private static boolean hasIpv6(List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      if (address instanceof Inet6Address) {
        return true;
      }
    }
    return false;
  }

  private List<InetAddress> pinnedAtClient() {
    List<InetAddress> pinned = new ArrayList<>();
    clientAddresses.addTo(pinned);
    clientGateways.forEach(gateway -> gateway.addPinned(pinned));
    return pinned;
  }

  private List<InetAddress> pinnedAtServer() {
    List<InetAddress> pinned = new ArrayList<>();
    server.addPinned(pinned);
    serverGateways.forEach(gateway -> gateway.addPinned(pinned));
    return pinned;
  }
}
