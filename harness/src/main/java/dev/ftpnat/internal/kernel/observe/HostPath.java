package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.NetworkPath;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The way that connections of one party take: the hosts in order, and what each may do to them. */
final class HostPath {

  /**
   * A host on the way.
   *
   * @param number counted from the client
   * @param gateway the gateway that it is; neither the internet nor an end is one
   * @param inwards whether the way leads to behind the gateway
   * @param turns whether it comes from there as well
   * @param behind the networks behind it
   */
  private record Stop(
      int number,
      Place place,
      Optional<Gateway> gateway,
      boolean inwards,
      boolean turns,
      List<Subnet> behind) {

    /** One that is no gateway. */
    Stop(int number, Place place, boolean inwards) {
      this(number, place, Optional.empty(), inwards, false, List.of());
    }
  }

  private final Party party;
  private final Server server;
  private final InetAddress originAddress;
  private final int origin;

  /** Without the origin. */
  private final List<Stop> stops;

  /** How many gateways the record has on it, which it may pass by. */
  private final int recordedGateways;

  private HostPath(
      Party party,
      Server server,
      InetAddress originAddress,
      int origin,
      List<Stop> stops,
      int recordedGateways) {
    this.recordedGateways = recordedGateways;
    this.party = party;
    this.server = server;
    this.originAddress = originAddress;
    this.origin = origin;
    this.stops = List.copyOf(stops);
  }

  /** The ways from either party to the other, of each family that the party has. */
  static List<HostPath> all(Topology topology) {
    List<HostPath> all = new ArrayList<>();
    if (topology.nat64().isPresent()) {
      // One way for both, on which the family changes.
      for (AddressFamily family : topology.clientFamilies()) {
        topology
            .clientAddress(family)
            .ifPresent(address -> all.add(of(topology, Party.CLIENT, address)));
      }
      all.add(of(topology, Party.SERVER, topology.server().address().orElseThrow()));
      return all;
    }
    for (AddressFamily family : topology.families()) {
      Topology view = topology.in(family);
      view.clientAddress().ifPresent(address -> all.add(of(view, Party.CLIENT, address)));
      view.server().address().ifPresent(address -> all.add(of(view, Party.SERVER, address)));
    }
    all.addAll(FurtherPaths.of(topology));
    return all;
  }

  private static HostPath of(Topology topology, Party party, InetAddress originAddress) {
    boolean fromClient = party == Party.CLIENT;
    NetworkPath path = fromClient ? topology.path() : topology.path().reversed();
    int gateways = path.gateways().size();
    int hosts = gateways + 3;
    int[] numbers = IntStream.range(0, hosts).map(n -> fromClient ? n : hosts - 1 - n).toArray();
    return of(topology, party, originAddress, numbers);
  }

  /**
   * The way of a party through all gateways of a topology.
   *
   * @param numbers the numbers of the hosts, from the origin on
   */
  static HostPath of(Topology topology, Party party, InetAddress originAddress, int... numbers) {
    NetworkPath path = party == Party.CLIENT ? topology.path() : topology.path().reversed();
    int gateways = path.gateways().size();
    List<Stop> stops = new ArrayList<>();
    for (int n = 0; n <= gateways; n++) {
      if (n == path.internet()) {
        stops.add(new Stop(numbers[n + 1], Place.Beyond.INTERNET, false));
      }
      if (n < gateways) {
        stops.add(stop(numbers[stops.size() + 1], path, n));
      }
    }
    stops.add(new Stop(numbers[stops.size() + 1], party.opposite(), true));
    return new HostPath(party, topology.server(), originAddress, numbers[0], stops, gateways);
  }

  /**
   * The way of a party to a host in the same network, past the gateway before that.
   *
   * @param numbers the numbers of the two
   */
  static HostPath direct(
      Topology topology, Party party, InetAddress originAddress, int... numbers) {
    List<Stop> stops = List.of(new Stop(numbers[1], party.opposite(), true));
    return new HostPath(party, topology.server(), originAddress, numbers[0], stops, 1);
  }

  /**
   * The same by the gateway's public address, and back in.
   *
   * @param numbers the numbers of the two, and that of the gateway between them
   */
  static HostPath backIn(
      Topology topology, Party party, InetAddress originAddress, int... numbers) {
    Gateway gateway = topology.serverGateways().get(0);
    Place place = Place.gateway(gateway.name().orElseThrow());
    List<Subnet> behind = gateway.insideNetwork().stream().toList();
    List<Stop> stops =
        List.of(
            new Stop(numbers[1], place, Optional.of(gateway), false, true, behind),
            new Stop(numbers[2], party.opposite(), true));
    return new HostPath(party, topology.server(), originAddress, numbers[0], stops, 1);
  }

  /** Whether another one begins in the same way. */
  boolean isAlternative(HostPath other) {
    return other != this
        && party == other.party
        && origin == other.origin
        && firstHost() == other.firstHost();
  }

  /** How many links the record has on it. */
  int recordedLinks() {
    return recordedGateways + 1;
  }

  /** How many links between gateways and ends it has. */
  int links() {
    return (int) stops.stream().filter(stop -> stop.gateway().isPresent()).count() + 1;
  }

  /** The gateways on it, from the origin on. */
  List<Gateway> gateways() {
    return stops.stream().flatMap(stop -> stop.gateway().stream()).toList();
  }

  /**
   * How many gateways what a side sends has passed where it arrives at a host; empty at the
   * internet, where it is still under way on its link.
   */
  OptionalInt gatewaysPassed(Party sender, int host) {
    if (place(host) == Place.Beyond.INTERNET) {
      return OptionalInt.empty();
    }
    int before = 0;
    for (Stop stop : stops) {
      if (host == origin || stop.number() == host) {
        break;
      }
      before += stop.gateway().isPresent() ? 1 : 0;
    }
    boolean atGateway =
        stops.stream().anyMatch(stop -> stop.number() == host && stop.gateway().isPresent());
    int behind = links() - 1 - before - (atGateway ? 1 : 0);
    return OptionalInt.of(sender == party ? before : behind);
  }

  private static Stop stop(int number, NetworkPath path, int n) {
    Gateway gateway = path.gateways().get(n);
    List<Subnet> behind =
        path.behind(n).stream().flatMap(each -> each.insideNetwork().stream()).toList();
    boolean inwards = n >= path.internet();
    Place place = Place.gateway(gateway.name().orElseThrow());
    return new Stop(number, place, Optional.of(gateway), inwards, false, behind);
  }

  /** Whose way it is. */
  Party party() {
    return party;
  }

  /** The number of the host where it begins. */
  int origin() {
    return origin;
  }

  InetAddress originAddress() {
    return originAddress;
  }

  /** The number of the host that sees first what the origin sends. */
  int firstHost() {
    return stops.get(0).number();
  }

  /** The number of the host where it ends. */
  int lastHost() {
    return stops.get(stops.size() - 1).number();
  }

  /** The number of the host that sees first what the other end sends. */
  int nextToLastHost() {
    return stops.size() == 1 ? origin : stops.get(stops.size() - 2).number();
  }

  /** The numbers of all its hosts, from the origin on. */
  List<Integer> hosts() {
    List<Integer> hosts = new ArrayList<>(List.of(origin));
    stops.forEach(stop -> hosts.add(stop.number()));
    return hosts;
  }

  /** One of its hosts. */
  Place place(int host) {
    return stops.stream()
        .filter(stop -> stop.number() == host)
        .findFirst()
        .map(Stop::place)
        .orElse(party);
  }

  /** How many hosts a SYN has got to. */
  private int reached(ObservedConnection journey) {
    int count = 0;
    while (count < stops.size() && journey.at(stops.get(count).number()).isPresent()) {
      count++;
    }
    return count;
  }

  /** Whether it has come to the end of the way. */
  boolean hasArrived(ObservedConnection journey) {
    return reached(journey) == stops.size();
  }

  /** Whether the host that it has got to is a gateway that resets what it doesn't let through. */
  boolean mayBeResetAtLast(ObservedConnection journey) {
    return lastStop(journey)
        .gateway()
        .filter(
            gateway ->
                gateway.hasOtherServer()
                    || gateway.unmappedPorts() == Refusal.REJECT
                    || gateway.privateDestinations() == Refusal.REJECT)
        .isPresent();
  }

  /** Whether the host that it has got to is a gateway that accepts what it doesn't let through. */
  boolean mayBeAcceptedAtLast(ObservedConnection journey) {
    return lastStop(journey).gateway().filter(Gateway::acceptsItself).isPresent();
  }

  /** The host that it has got to. */
  Place last(ObservedConnection journey) {
    return lastStop(journey).place();
  }

  private Stop lastStop(ObservedConnection journey) {
    return stops.get(reached(journey) - 1);
  }

  /** What the gateways made of it that let it through. */
  List<Hop> hops(ObservedConnection journey) {
    List<Hop> hops = new ArrayList<>();
    for (int n = 0; n < reached(journey) - 1; n++) {
      Stop stop = stops.get(n);
      if (stop.gateway().isPresent()) {
        TcpPacket before = journey.at(stop.number()).orElseThrow();
        TcpPacket after = journey.at(stops.get(n + 1).number()).orElseThrow();
        hops.add(
            new Hop(
                stop.place().toString(),
                before.source(),
                before.target(),
                after.source(),
                after.target(),
                passed(stop, before.target(), after.target())));
      }
    }
    return hops;
  }

  /** The kernel doesn't tell why it let something through, but in is only a rule or a pinhole. */
  private Reason passed(Stop stop, Endpoint target, Endpoint translated) {
    if (stop.gateway().orElseThrow().isClat()) {
      return AddressFamily.of(target.address()) == AddressFamily.of(translated.address())
          ? Reason.PERMITTED
          : Reason.TRANSLATED;
    }
    if (!stop.gateway().orElseThrow().translates()) {
      boolean ruled =
          stop.inwards()
              ? isForwarded(stop, target)
              : stop.gateway().orElseThrow().letsOut(target.port());
      return ruled ? Reason.PERMITTED : Reason.PINHOLE;
    }
    if (stop.turns()) {
      return isForwarded(stop, target) ? Reason.HAIRPINNED : Reason.PINHOLE;
    }
    if (!stop.inwards()) {
      return Reason.MASQUERADED;
    }
    return isForwarded(stop, target) ? Reason.FORWARDED : Reason.PINHOLE;
  }

  private boolean isForwarded(Stop stop, Endpoint target) {
    return stop.gateway().orElseThrow().insidePort(target.port(), server).isPresent();
  }

  /** Why the host that it got to didn't let it through. */
  Reason refusal(
      ObservedConnection journey,
      Iterable<ObservedConnection> established,
      OpenedPinholes pinholes) {
    Stop stop = lastStop(journey);
    if (stop.gateway().isEmpty()) {
      return Reason.NO_ROUTE;
    }
    Endpoint arrived = journey.at(stop.number()).orElseThrow().target();
    Endpoint target =
        stop.gateway()
            .flatMap(Gateway::nat64)
            .flatMap(prefix -> prefix.extract(arrived.address()))
            .map(address -> new Endpoint(address, arrived.port()))
            .orElse(arrived);
    boolean isFull = stop.gateway().get().connectionLimit().isPresent();
    if (pinholes.used(stop.place().toString(), target) && isFull) {
      return Reason.TABLE_FULL;
    }
    if (!stop.inwards() && !stop.gateway().get().letsOut(target.port())) {
      return Reason.NOT_PERMITTED;
    }
    if (stop.gateway().get().publicAddresses().contains(target.address())) {
      if (isFull && stop.inwards() && isForwarded(stop, target)) {
        return Reason.TABLE_FULL;
      }
      if (!stop.gateway().get().translates()) {
        return Reason.NOT_PERMITTED;
      }
      if (stop.inwards() && stop.gateway().get().leadsToOtherServer(target.port(), server)) {
        return Reason.OTHER_SERVER;
      }
      if (!stop.inwards() && isForwarded(stop, target)) {
        return Reason.NOT_HAIRPINNED;
      }
      return stop.inwards() && isMapped(stop, target, established)
          ? Reason.FILTERED
          : Reason.NO_MAPPING;
    }
    return stop.behind().stream().anyMatch(network -> network.contains(target.address()))
        ? Reason.PRIVATE_DESTINATION
        : isFull && !stop.inwards() ? Reason.TABLE_FULL : Reason.NO_ROUTE;
  }

  /** Whether a connection from behind the gateway has this endpoint on the outside. */
  private static boolean isMapped(
      Stop stop, Endpoint outside, Iterable<ObservedConnection> established) {
    return StreamSupport.stream(established.spliterator(), false)
        .filter(journey -> !journey.isOver())
        .flatMap(journey -> journey.itinerary().orElseThrow().hops(journey).stream())
        .anyMatch(
            hop ->
                stop.place().isGateway(hop.gateway())
                    && hop.reason() == Reason.MASQUERADED
                    && hop.translatedSource().equals(outside));
  }
}
