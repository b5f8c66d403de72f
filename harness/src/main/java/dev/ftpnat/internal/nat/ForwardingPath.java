package dev.ftpnat.internal.nat;

import dev.ftpnat.internal.nat.NatDecision.Translated;
import dev.ftpnat.internal.nat.Route.Delivered;
import dev.ftpnat.internal.nat.Route.Passage;
import dev.ftpnat.internal.nat.Route.Refused;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way between a client host and the server: out through the gateways of one side, across the
 * internet, in through the gateways of the other; or directly, or back in at a gateway, between
 * hosts behind the same ones.
 */
public final class ForwardingPath {

  /**
   * One end of the path with the gateways before it, the innermost first.
   *
   * @param further another address of the same end
   */
  private record Side(
      Party party, InetAddress host, Optional<InetAddress> further, List<NatTable> gateways) {

    boolean isHome(InetAddress address) {
      return address.equals(host) || further.filter(address::equals).isPresent();
    }

    /** Whether the internet sends traffic for this address to this side. */
    boolean attracts(InetAddress address) {
      if (gateways.isEmpty()) {
        return isHome(address);
      }
      return gateways.get(gateways.size() - 1).isPublic(address)
          || gateways.stream()
              // Nobody routes 192.0.0.0/29, which is behind every CLAT.
              .filter(gateway -> !gateway.isClat())
              .anyMatch(gateway -> gateway.insideNetwork().contains(address));
    }

    /** The gateways in the order in which a connection from the internet meets them. */
    List<NatTable> inwards() {
      List<NatTable> outermostFirst = new ArrayList<>(gateways);
      Collections.reverse(outermostFirst);
      return outermostFirst;
    }
  }

  private static final InetAddress LOCALHOST = Ipv4.of("127.0.0.1");

  /** When a SYN is repeated for the first time (RFC 6298, section 2.1). */
  private static final Duration FIRST_REPETITION = Duration.ofSeconds(1);

  /**
   * All ends, as connections of one family find them; one that has none of it isn't there.
   *
   * @param clients the client and, behind it, further client hosts
   */
  private record Ends(List<Side> clients, Optional<Side> server) {

    Stream<Side> of(Party party) {
      return party == Party.CLIENT ? clients.stream() : server.stream();
    }

    /** The one that a connection comes from. */
    Optional<Side> from(Party party, InetAddress source) {
      return of(party).filter(side -> side.isHome(source)).findFirst().or(() -> first(party));
    }

    private Optional<Side> first(Party party) {
      return of(party).findFirst();
    }

    /** The one behind the same gateways that has an address, and so is reached without them. */
    Optional<Side> neighbour(Side own, InetAddress address) {
      return all()
          .filter(side -> side.isHome(address))
          .filter(side -> !own.gateways().isEmpty() && side.gateways() == own.gateways())
          .findFirst();
    }

    /** The one that the internet sends traffic to which comes from elsewhere. */
    Optional<Side> attracting(Party party, Side own, InetAddress address) {
      return of(party)
          .filter(side -> own.gateways().isEmpty() || side.gateways() != own.gateways())
          .filter(side -> side.attracts(address))
          .findFirst();
    }

    /** Whose address it is that a connection has come to behind the gateways of a side. */
    Party at(Side side, InetAddress address) {
      return all()
          .filter(each -> each.isHome(address))
          .map(Side::party)
          .findFirst()
          .orElse(side.party());
    }

    boolean attract(InetAddress address) {
      return all().anyMatch(side -> side.attracts(address));
    }

    private Stream<Side> all() {
      return Stream.concat(clients.stream(), server.stream());
    }

    /** The gateways between the client and the server, in that order. */
    Stream<NatTable> gateways() {
      return Stream.concat(
          first(Party.CLIENT).stream().flatMap(side -> side.gateways().stream()),
          server.stream().flatMap(side -> side.inwards().stream()));
    }
  }

  private final Map<AddressFamily, Ends> families = new EnumMap<>(AddressFamily.class);
  private final boolean loopbackIsNetwork;
  private final boolean serverRepeats;

  /**
   * The path of a topology.
   *
   * @param topology with every name and address filled in
   */
  public ForwardingPath(Topology topology) {
    this(topology, NatTableListener.NONE);
  }

  /**
   * The path of a topology.
   *
   * @param topology with every name and address filled in
   * @param log is told how the gateways' tables change
   */
  public ForwardingPath(Topology topology, NatTableListener log) {
    loopbackIsNetwork = topology.vantage() == Vantage.LOOPBACK;
    serverRepeats = topology.serverConnectGiveUp().compareTo(FIRST_REPETITION) >= 0;
    if (topology.nat64().isPresent()) {
      Ends both = ends(topology, log);
      topology.families().forEach(family -> families.put(family, both));
      return;
    }
    for (AddressFamily family : topology.families()) {
      families.put(family, ends(topology.in(family), log));
    }
  }

  private static Ends ends(Topology topology, NatTableListener log) {
    Server end = topology.server();
    Optional<Clat> clat = topology.clat().map(gateway -> clat(topology, gateway));
    Optional<Side> client =
        side(Party.CLIENT, topology.clientAddress(), topology.clientGateways(), end, clat, log);
    Optional<Side> server =
        side(Party.SERVER, end.address(), topology.serverGateways(), end, Optional.empty(), log);
    List<Side> clients = new ArrayList<>();
    client.ifPresent(clients::add);
    for (ClientHost further : topology.clientHosts()) {
      List<NatTable> before =
          switch (further.place()) {
            case SERVER_NETWORK -> server.orElseThrow().gateways();
            case CLIENT_NETWORK -> client.orElseThrow().gateways();
            case INTERNET -> List.of();
          };
      clients.add(
          new Side(Party.CLIENT, further.address().orElseThrow(), Optional.empty(), before));
    }
    return new Ends(List.copyOf(clients), server);
  }

  private static Clat clat(Topology topology, Gateway gateway) {
    return new Clat(
        topology.clientAddress(AddressFamily.IPV4).orElseThrow(),
        gateway.publicAddress().orElseThrow(),
        topology.clientAddress(AddressFamily.IPV6).orElseThrow(),
        topology.nat64().flatMap(Gateway::nat64).orElseThrow());
  }

  private static Optional<Side> side(
      Party party,
      Optional<InetAddress> host,
      List<Gateway> gateways,
      Server server,
      Optional<Clat> clat,
      NatTableListener log) {
    if (host.isEmpty()) {
      return Optional.empty();
    }
    List<NatTable> tables = new ArrayList<>();
    InetAddress neighbour = host.get();
    for (Gateway gateway : gateways) {
      List<Subnet> furtherIn =
          tables.stream().filter(table -> !table.isClat()).map(NatTable::insideNetwork).toList();
      Optional<Clat> own = clat.filter(translation -> gateway.isClat());
      tables.add(new NatTable(gateway, server, neighbour, furtherIn, own, log));
      neighbour = gateway.publicAddress().orElseThrow();
    }
    return Optional.of(new Side(party, host.get(), clat.map(Clat::client), List.copyOf(tables)));
  }

  /**
   * The gateways between the client and the server, in that order; one that has both families is
   * there once for each.
   */
  public List<NatTable> gateways() {
    return families.values().stream().distinct().flatMap(Ends::gateways).toList();
  }

  /** Lets the gateways forget what has had its time. */
  public void expire(Instant now) {
    gateways().forEach(gateway -> gateway.expire(now));
  }

  /** Time has passed in which transfers went on and nothing else happened. */
  public void busyUntil(Instant now) {
    gateways().forEach(gateway -> gateway.busyUntil(now));
    expire(now);
  }

  /** Finds where a connection attempt gets to. */
  public Route route(Party origin, Endpoint source, Endpoint target, Instant now) {
    Attempt attempt = new Attempt(source, target, repeats(origin));
    if (!IpAddresses.isUnicast(target.address())) {
      // The host's own stack refuses: Network is unreachable.
      return attempt.unreachable(origin, Reason.NOT_UNICAST);
    }
    AddressFamily family = AddressFamily.of(target.address());
    Optional<Ends> ends = Optional.ofNullable(families.get(family));
    Optional<Side> own = ends.flatMap(all -> all.from(origin, source.address()));
    if (own.filter(side -> side.isHome(target.address())).isPresent()
        || isItself(target.address(), ends)) {
      return new Delivered(origin, source, target, List.of());
    }

    if (own.isEmpty() || AddressFamily.of(source.address()) != family) {
      // Nor has it a route to addresses of the family that it has none of.
      return attempt.unreachable(origin, Reason.NO_ROUTE);
    }

    Optional<Side> neighbour = ends.get().neighbour(own.get(), target.address());
    return neighbour.isPresent()
        ? new Delivered(neighbour.get().party(), source, target, List.of())
        : onwards(own.get(), own.get().gateways(), ends.get(), attempt, origin, now);
  }

  /** Whether a host waits long enough to send its SYN again; of clients, nobody knows. */
  private boolean repeats(Party origin) {
    return origin == Party.CLIENT || serverRepeats;
  }

  /**
   * Finds where a connection of a gateway's proxy gets to, which goes on to the other side.
   *
   * @param origin whose connections the proxy carries on
   */
  public Route routeFrom(
      NatTable proxy, Party origin, Endpoint source, Endpoint target, Instant now) {
    Attempt attempt = new Attempt(source, target, repeats(origin));
    Optional<Ends> ends = Optional.ofNullable(families.get(AddressFamily.of(target.address())));
    if (ends.isEmpty() || !IpAddresses.isUnicast(target.address())) {
      return attempt.unreachable(new Place.Network(proxy.insideNetwork()), Reason.NO_ROUTE);
    }
    Optional<Side> before = ends.get().first(origin);
    List<NatTable> outwards = before.map(Side::gateways).orElse(List.of());
    int own = outwards.indexOf(proxy);
    if (own >= 0) {
      List<NatTable> further = outwards.subList(own + 1, outwards.size());
      return onwards(before.get(), further, ends.get(), attempt, origin, now);
    }
    Side to = ends.get().first(origin.opposite()).orElseThrow();
    List<NatTable> inwards = to.inwards();
    List<NatTable> further = inwards.subList(inwards.indexOf(proxy) + 1, inwards.size());
    InetAddress next = further.isEmpty() ? to.host() : further.get(0).publicAddress();
    return target.address().equals(next)
        ? inwards(further, ends.get(), to, attempt, now)
        : attempt.unreachable(new Place.Network(proxy.insideNetwork()), Reason.NO_ROUTE);
  }

  private static Route onwards(
      Side own, List<NatTable> outwards, Ends ends, Attempt attempt, Party origin, Instant now) {
    for (NatTable gateway : outwards) {
      if (gateway.isListening(attempt.target)) {
        return attempt.taken(origin.opposite(), gateway);
      }
      if (gateway.insideNetwork().contains(attempt.target.address())
          && !gateway.isOwnInside(attempt.target.address())) {
        // A neighbour that doesn't exist: nobody answers ARP.
        return attempt.unreachable(new Place.Network(gateway.insideNetwork()), Reason.NO_ROUTE);
      }
      NatDecision decision = gateway.outbound(attempt.source, attempt.target, now);
      if (decision instanceof NatDecision.Refused refused) {
        return attempt.refused(gateway, refused);
      }
      attempt.pass(gateway, (Translated) decision);
      if (gateway.turnsBack((Translated) decision)) {
        return backIn(gateway, own, ends, attempt, origin, now);
      }
    }

    InetAddress there = attempt.target.address();
    Optional<Side> to =
        ends.attracting(origin.opposite(), own, there)
            // From one client host to another.
            .or(() -> ends.attracting(origin, own, there));
    if (to.isEmpty()) {
      return attempt.unreachable(Place.Beyond.INTERNET, Reason.NO_ROUTE);
    }

    return inwards(to.get().inwards(), ends, to.get(), attempt, now);
  }

  /** From a gateway back to what is behind it, through those that it has come out through. */
  private static Route backIn(
      NatTable from, Side own, Ends ends, Attempt attempt, Party origin, Instant now) {
    List<NatTable> furtherIn = own.gateways().subList(0, own.gateways().indexOf(from));
    Route route =
        inwards(
            new Side(own.party(), own.host(), own.further(), furtherIn).inwards(),
            ends,
            own,
            attempt,
            now);
    boolean answersDirectly =
        route instanceof Delivered
            && own.isHome(attempt.source.address())
            && !own.isHome(attempt.target.address());
    return answersDirectly
        ? new Refused(Refusal.DROP, origin, Reason.ANSWERED_DIRECTLY, attempt.passages)
        : route;
  }

  private static Route inwards(
      List<NatTable> gateways, Ends ends, Side to, Attempt attempt, Instant now) {
    for (NatTable gateway : gateways) {
      if (gateway.isListening(attempt.target)) {
        return attempt.taken(to.party(), gateway);
      }
      NatDecision decision = gateway.inbound(attempt.source, attempt.target, now);
      if (decision instanceof NatDecision.Refused refused) {
        return attempt.refused(gateway, refused);
      }
      attempt.pass(gateway, (Translated) decision);
    }
    Party host = ends.at(to, attempt.target.address());
    return new Delivered(host, attempt.source, attempt.target, attempt.passages);
  }

  /** Whether every host takes an address for itself, unless it is one of the network's. */
  private boolean isItself(InetAddress address, Optional<Ends> ends) {
    if (!IpAddresses.isOwnHost(address)) {
      return false;
    }
    return address.isAnyLocalAddress()
        || address.equals(LOCALHOST)
        || !(loopbackIsNetwork || ends.filter(both -> both.attract(address)).isPresent());
  }

  /** A connection attempt on its way: its endpoints as they are by now, and where it has been. */
  private static final class Attempt {

    private final List<Passage> passages = new ArrayList<>();
    private final boolean repeats;
    private Endpoint source;
    private Endpoint target;

    Attempt(Endpoint source, Endpoint target, boolean repeats) {
      this.repeats = repeats;
      this.source = source;
      this.target = target;
    }

    void pass(NatTable gateway, Translated translated) {
      passages.add(new Passage(gateway, translated));
      source = translated.translatedSource();
      target = translated.translatedTarget();
    }

    Delivered taken(Party host, NatTable proxy) {
      return new Delivered(host, source, target, passages, Optional.of(proxy));
    }

    Refused refused(NatTable gateway, NatDecision.Refused decision) {
      NatDecision.Refused refused = repeats ? decision : decision.unrepeated();
      return new Refused(
          refused.answer(), Place.gateway(gateway.name()), refused.reason(), passages);
    }

    Refused unreachable(Place where, Reason reason) {
      return new Refused(Refusal.UNREACHABLE, where, reason, passages);
    }
  }
}
