package dev.ftpnat.internal.address;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fills in the names and addresses of one topology. Pinned ones are claimed first, so that the
 * pools don't hand them out to somebody else.
 */
final class AddressAssignment {

  private static final int SERVER_HOST = 121;
  private static final int CLIENT_HOST = 2;
  private static final int PUBLIC_HOST = 7;
  private static final int HIGHEST_POOLED = 250;

  /** The number of the first further client host, and those of others follow. */
  private static final int FURTHER_HOSTS = 11;

  /** A side of the topology while it is being addressed. */
  private record Side(Optional<InetAddress> host, List<Gateway> gateways) {}

  private static final InetAddress LOCALHOST = Ipv4.of("127.0.0.1");

  /**
   * "This network", multicast, reserved addresses and broadcast (RFC 6890, RFC 5771); of IPv6 those
   * that are none, of the host itself, of one link or of many (RFC 4291).
   */
  private static final List<Subnet> NO_HOSTS =
      List.of(
          Subnet.of("0.0.0.0/8"),
          Subnet.of("224.0.0.0/4"),
          Subnet.of("240.0.0.0/4"),
          Subnet.of("::/127"),
          Subnet.of("fe80::/10"),
          Subnet.of("ff00::/8"));

  private final Topology topology;
  private final boolean isIpv6;
  private final Claims claims;
  private final AddressBook book;

  /** The network that stands for the internet where it is not public: one for both sides. */
  private Optional<Subnet> meeting = Optional.empty();

  private AddressAssignment(
      Topology topology, AddressFamily family, Claims claims, AddressBook book) {
    this.topology = topology;
    this.isIpv6 = family == AddressFamily.IPV6;
    this.claims = claims;
    this.book = book;
  }

  /** Gives everything in a topology a name, and an address of each family that it has. */
  static Topology addressed(Topology described, Claims claims, AddressBook book) {
    if (described.nat64().isEmpty() && described.families().size() == 1) {
      return addressedView(described, claims, book);
    }
    Topology named = GatewayNames.filledIn(described);
    if (named.nat64().isPresent()) {
      return new Nat64Addresses(named).filledIn(view -> addressedView(view, claims, book), claims);
    }
    List<Topology> views = new ArrayList<>();
    for (AddressFamily family : named.families()) {
      views.add(addressedView(named.in(family), claims, book));
    }
    return AddressMerge.of(named, views);
  }

  /** Of a topology of one family. */
  private static Topology addressedView(Topology view, Claims claims, AddressBook book) {
    AddressAssignment assignment = new AddressAssignment(view, view.family(), claims, book);
    assignment.claimPinned();
    return assignment.addressed();
  }

  private Topology addressed() {
    Side server =
        side(
            topology.serverFamilies().isEmpty(),
            "server",
            topology.server().address(),
            GatewayNames.ofServer(topology),
            SERVER_HOST,
            isIpv6 ? AddressPool::ipv6ServerNetworks : AddressPool::serverNetworks,
            () ->
                outside(
                    isIpv6 ? AddressPool.ipv6Servers() : AddressPool.publicServers(), PUBLIC_HOST));
    Side client =
        side(
            topology.clientFamilies().isEmpty(),
            "client",
            topology.clientAddress(),
            GatewayNames.ofClient(topology),
            CLIENT_HOST,
            isIpv6 ? AddressPool::ipv6ClientNetworks : AddressPool::clientNetworks,
            () ->
                outside(
                    isIpv6 ? AddressPool.ipv6Clients() : AddressPool.publicClients(), CLIENT_HOST));
    Topology.Builder addressed =
        topology.toBuilder().gateways(client.gateways(), server.gateways());
    client.host().map(IpAddresses::text).ifPresent(addressed::clientAddress);
    server
        .host()
        .map(IpAddresses::text)
        .ifPresent(address -> addressed.server(each -> each.address(address)));
    List<ClientHost> hosts = new ArrayList<>();
    for (ClientHost host : topology.clientHosts()) {
      List<Gateway> before =
          switch (host.place()) {
            case SERVER_NETWORK -> server.gateways();
            case CLIENT_NETWORK -> client.gateways();
            case INTERNET -> List.of();
          };
      Optional<InetAddress> neighbour =
          host.place() == ClientHost.Place.SERVER_NETWORK ? server.host() : client.host();
      hosts.add(host.at(furtherHost(host, before, neighbour, FURTHER_HOSTS + hosts.size())));
    }
    return addressed.clientHosts(hosts).build();
  }

  /** The address of a further client host, which is free in its network or outside. */
  private InetAddress furtherHost(
      ClientHost host, List<Gateway> before, Optional<InetAddress> neighbour, int number) {
    if (before.isEmpty()) {
      return host.address()
          .orElseGet(
              () ->
                  outside(
                      isIpv6 ? AddressPool.ipv6Clients() : AddressPool.publicClients(), number));
    }
    Subnet network = before.get(0).insideNetwork().orElseThrow();
    InetAddress ofGateway = before.get(0).insideAddress(neighbour.orElseThrow());
    if (host.address().filter(ofGateway::equals).isPresent()) {
      throw new IllegalArgumentException(
          "topology \"%s\": client host \"%s\" is pinned at %s, where %s is in its inside network"
              .formatted(
                  topology.name(),
                  host.name(),
                  IpAddresses.text(ofGateway),
                  before.get(0).name().orElseThrow()));
    }
    if (host.address().isPresent()) {
      return insideHost(host.name(), network, host.address(), number);
    }
    InetAddress free =
        IntStream.rangeClosed(number, HIGHEST_POOLED)
            .map(each -> hostNumberIn(network, each))
            .distinct()
            .mapToObj(network::host)
            .filter(address -> !claims.addresses.contains(address) && !address.equals(ofGateway))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "topology \"%s\": no address is free in %s for client host \"%s\""
                            .formatted(topology.name(), network, host.name())));
    claims.addresses.add(free);
    return free;
  }

  private void claimPinned() {
    topology.server().address().ifPresent(a -> claim("server address", a));
    topology.clientAddress().ifPresent(a -> claim("client address", a));
    topology
        .clientHosts()
        .forEach(
            host ->
                host.address().ifPresent(a -> claim("address of client host " + host.name(), a)));
    topology.serverGateways().forEach(this::claimPinned);
    topology.clientGateways().forEach(this::claimPinned);
    topology
        .server()
        .advertisedAddress()
        .filter(address -> !claims.cover(address))
        .ifPresent(
            address -> {
              book.requireFree("advertised address", address);
              if (!isThisMachines(address)) {
                claims.addresses.add(address);
              }
            });
  }

  private void claimPinned(Gateway gateway) {
    if (gateway.translates()) {
      gateway.publicAddresses().forEach(a -> claim("gateway address", a));
      gateway.insideNetwork().ifPresent(network -> claimNetwork("inside network", network));
    }
  }

  /**
   * Whether the JVM may have business of its own there, so that no network can claim the whole
   * address. What replies name of it is {@link Announced}.
   */
  private static boolean isThisMachines(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || AddressPool.isOfThisMachine(address);
  }

  private void claim(String what, InetAddress address) {
    requireHost(what, address);
    book.requireFree(what, address);
    if (!claims.addresses.add(address)) {
      throw new IllegalArgumentException(
          what + " " + IpAddresses.text(address) + " is pinned twice in this topology");
    }
  }

  /** Makes sure that a host can have the address. */
  static void requireHost(String what, InetAddress address) {
    if (address.equals(LOCALHOST)) {
      throw new IllegalArgumentException(
          what
              + " 127.0.0.1 can't be pinned: all local traffic of the JVM goes there. Use another"
              + " loopback address like 127.0.113.7, or Vantage.LOOPBACK.");
    }
    if (NO_HOSTS.stream().anyMatch(network -> network.contains(address))) {
      throw new IllegalArgumentException(
          what + " " + IpAddresses.text(address) + " is not an address that a host can have");
    }
  }

  private void claimNetwork(String what, Subnet network) {
    if (network.contains(LOCALHOST)) {
      throw new IllegalArgumentException(
          what
              + " "
              + network
              + " has 127.0.0.1 in it, where all local traffic of the JVM goes. Use another"
              + " loopback network like 127.0.113.0/24.");
    }
    book.requireFree(what, network);
    claims.networks.add(network);
  }

  private Side side(
      boolean hasNone,
      String party,
      Optional<InetAddress> pinnedHost,
      List<Gateway> described,
      int hostNumber,
      Supplier<Stream<Subnet>> networks,
      Supplier<InetAddress> outside) {
    if (hasNone) {
      return new Side(Optional.empty(), described);
    }
    if (described.isEmpty()) {
      return new Side(Optional.of(pinnedHost.orElseGet(outside)), described);
    }
    List<Gateway> nats = described.stream().filter(Gateway::translates).toList();
    Side translated =
        nats.isEmpty()
            ? new Side(Optional.of(pinnedHost.orElseGet(outside)), List.of())
            : behindNats(party, pinnedHost, nats, hostNumber, networks, outside);
    return nats.size() == described.size() ? translated : withFirewalls(translated, described);
  }

  /** A firewall has what stands behind it for its inside, and that one's address outside. */
  private Side withFirewalls(Side translated, List<Gateway> described) {
    Iterator<Gateway> nats = translated.gateways().iterator();
    List<Gateway> all = new ArrayList<>();
    InetAddress behind = translated.host().orElseThrow();
    for (Gateway gateway : described) {
      if (gateway.translates()) {
        all.add(nats.next());
        behind = all.get(all.size() - 1).publicAddress().orElseThrow();
      } else {
        requireNoPool(all, gateway.name().orElseThrow());
        all.add(firewall(gateway, behind));
      }
    }
    return new Side(translated.host(), List.copyOf(all));
  }

  private void requireNoPool(List<Gateway> behind, String firewall) {
    behind.stream()
        .filter(gateway -> gateway.addressPool() > 1)
        .findFirst()
        .ifPresent(
            pooled -> {
              throw new IllegalArgumentException(
                  "topology \"%s\": %s lets in what is for one address, and %s behind it has a pool of %d"
                      .formatted(
                          topology.name(),
                          firewall,
                          pooled.name().orElseThrow(),
                          pooled.addressPool()));
            });
  }

  private Gateway firewall(Gateway gateway, InetAddress behind) {
    Subnet inside = new Subnet(behind, behind.getAddress().length * Byte.SIZE);
    boolean pinnedElsewhere =
        gateway.publicAddress().filter(pinned -> !pinned.equals(behind)).isPresent()
            || gateway.insideNetwork().filter(pinned -> !pinned.equals(inside)).isPresent();
    if (pinnedElsewhere) {
      throw new IllegalArgumentException(
          "topology \"%s\": %s translates nothing, so it has no addresses of its own: pin those of what is behind it"
              .formatted(topology.name(), gateway.name().orElseThrow()));
    }
    return gateway.toBuilder()
        .publicAddress(IpAddresses.text(behind))
        .insideNetwork(inside.toString())
        .build();
  }

  private Side behindNats(
      String party,
      Optional<InetAddress> pinnedHost,
      List<Gateway> described,
      int hostNumber,
      Supplier<Stream<Subnet>> networks,
      Supplier<InetAddress> outside) {
    List<Gateway.Builder> addressed = new ArrayList<>();
    InetAddress host = null;
    Optional<InetAddress> pinnedInside = pinnedHost;
    for (int i = 0; i < described.size(); i++) {
      Gateway gateway = described.get(i);
      Subnet inside = insideNetwork(gateway, pinnedInside, networks);
      InetAddress neighbour = insideHost(party, inside, pinnedInside, hostNumber);
      if (i == 0) {
        host = neighbour;
      } else {
        addressed.get(i - 1).publicAddress(IpAddresses.text(neighbour));
      }
      addressed.add(gateway.toBuilder().insideNetwork(inside.toString()));
      pinnedInside = gateway.publicAddress();
    }
    int last = addressed.size() - 1;
    addressed.get(last).publicAddress(IpAddresses.text(pinnedInside.orElseGet(outside)));
    List<Gateway> gateways = new ArrayList<>();
    addressed.forEach(gateway -> gateways.add(gateway.build()));
    for (int i = 0; i <= last; i++) {
      gateways.set(
          i,
          pooled(gateways.get(i), i < last ? Optional.of(gateways.get(i + 1)) : Optional.empty()));
    }
    gateways.forEach(this::requireDistinctSides);
    return new Side(Optional.of(host), List.copyOf(gateways));
  }

  /**
   * The same gateway with all the addresses of its pool: those above its public address that are
   * free, out of the network of the gateway before it if there is one.
   */
  private Gateway pooled(Gateway gateway, Optional<Gateway> outer) {
    int missing = gateway.addressPool() - 1 - gateway.furtherAddresses().size();
    if (missing == 0) {
      return gateway;
    }
    InetAddress first = gateway.publicAddress().orElseThrow();
    Subnet around =
        outer
            .flatMap(Gateway::insideNetwork)
            .orElseGet(() -> Subnet.around(first, first instanceof Inet6Address ? 64 : 24));
    List<String> further =
        IntStream.rangeClosed(1, HIGHEST_POOLED)
            .mapToObj(number -> around.host(hostNumberIn(around, number)))
            .filter(address -> !address.equals(first))
            .filter(
                address ->
                    outer
                        .map(it -> !it.insideAddress(first).equals(address))
                        .orElseGet(() -> book.isFree(address) && !claims.cover(address)))
            .distinct()
            .limit(missing)
            .map(IpAddresses::text)
            .toList();
    if (further.size() < missing) {
      throw new IllegalArgumentException(
          "topology \"%s\": %s has a pool of %d addresses, and in %s only %d are free"
              .formatted(
                  topology.name(),
                  gateway.name().orElseThrow(),
                  gateway.addressPool(),
                  around,
                  1 + further.size()));
    }
    further.forEach(address -> claims.addresses.add(IpAddresses.of(address)));
    return gateway.toBuilder().furtherAddresses(further.toArray(String[]::new)).build();
  }

  private void requireDistinctSides(Gateway gateway) {
    InetAddress outside = gateway.publicAddress().orElseThrow();
    Subnet inside = gateway.insideNetwork().orElseThrow();
    if (inside.contains(outside)) {
      throw new IllegalArgumentException(
          "topology \"%s\": the public address %s of %s is in its own inside network, %s"
              .formatted(
                  topology.name(),
                  IpAddresses.text(outside),
                  gateway.name().orElseThrow(),
                  inside));
    }
  }

  private Subnet insideNetwork(
      Gateway gateway, Optional<InetAddress> pinned, Supplier<Stream<Subnet>> networks) {
    if (gateway.insideNetwork().isPresent()) {
      return gateway.insideNetwork().get();
    }
    if (pinned.isPresent()) {
      Subnet around = Subnet.around(pinned.get(), isIpv6 ? 64 : 24);
      claimNetwork("the network around", around);
      return around;
    }
    return freeNetwork(networks.get());
  }

  private InetAddress insideHost(
      String party, Subnet inside, Optional<InetAddress> pinned, int number) {
    InetAddress host = pinned.orElseGet(() -> inside.host(hostNumberIn(inside, number)));
    if (!inside.contains(host)) {
      throw new IllegalArgumentException(
          "topology \"%s\": %s is pinned on the %s's side, but is not in the inside network %s of the gateway before it"
              .formatted(topology.name(), IpAddresses.text(host), party, inside));
    }
    claims.addresses.add(host);
    return host;
  }

  /** Small inside networks have no host 121. */
  private static int hostNumberIn(Subnet inside, int number) {
    int highest = (1 << Math.min(30, inside.hostBits())) - 2;
    return Math.max(0, Math.min(number, highest));
  }

  private InetAddress outside(Stream<InetAddress> publicPool, int hostNumber) {
    if (isIpv6 && topology.vantage() == Vantage.LOOPBACK) {
      throw new IllegalArgumentException(
          "topology \"%s\": Vantage.LOOPBACK is of IPv4 only, since IPv6 has one loopback address, ::1"
              .formatted(topology.name()));
    }
    InetAddress address =
        switch (topology.vantage()) {
          case PUBLIC ->
              publicPool
                  .filter(book::isFree)
                  .filter(a -> !claims.cover(a))
                  .findFirst()
                  .orElseThrow(AddressAssignment::exhausted);
          case PRIVATE ->
              meeting(isIpv6 ? AddressPool::ipv6ClientNetworks : AddressPool::clientNetworks)
                  .host(hostNumber);
          case LOOPBACK -> meeting(AddressPool::loopbackNetworks).host(hostNumber);
        };
    claims.addresses.add(address);
    return address;
  }

  private Subnet meeting(Supplier<Stream<Subnet>> networks) {
    Subnet found = meeting.orElseGet(() -> freeNetwork(networks.get()));
    meeting = Optional.of(found);
    return found;
  }

  private Subnet freeNetwork(Stream<Subnet> networks) {
    Subnet free =
        networks
            .filter(book::isFree)
            .filter(network -> !claims.overlap(network))
            .findFirst()
            .orElseThrow(AddressAssignment::exhausted);
    claims.networks.add(free);
    return free;
  }

  private static IllegalStateException exhausted() {
    return new IllegalStateException(
        "no address is left for another environment; are all environments closed after use?");
  }
}
