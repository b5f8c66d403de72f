package dev.ftpnat.internal.nat;

import dev.ftpnat.internal.nat.NatDecision.Translated;
import dev.ftpnat.internal.nat.Route.Delivered;
import dev.ftpnat.internal.nat.Route.Passage;
import dev.ftpnat.internal.nat.Route.Refused;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The way between the client and the server: out through the gateways of one side, across the
 * internet, in through the gateways of the other.
 */
public final class ForwardingPath {

  /** One end of the path with the gateways before it, the innermost first. */
  private record Side(Party party, InetAddress host, List<NatTable> gateways) {

    boolean isHome(InetAddress address) {
      return address.equals(host);
    }

    /** Whether the internet sends traffic for this address to this side. */
    boolean attracts(InetAddress address) {
      if (gateways.isEmpty()) {
        return isHome(address);
      }
      return address.equals(gateways.get(gateways.size() - 1).publicAddress())
          || gateways.stream().anyMatch(gateway -> gateway.insideNetwork().contains(address));
    }

    /** The gateways in the order in which a connection from the internet meets them. */
    List<NatTable> inwards() {
      List<NatTable> outermostFirst = new ArrayList<>(gateways);
      Collections.reverse(outermostFirst);
      return outermostFirst;
    }
  }

  private static final InetAddress LOCALHOST = Ipv4.of("127.0.0.1");

  private final Side client;
  private final Side server;
  private final boolean loopbackIsNetwork;

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
    Server end = topology.server();
    loopbackIsNetwork = topology.vantage() == Vantage.LOOPBACK;
    client =
        side(
            Party.CLIENT,
            topology.clientAddress().orElseThrow(),
            topology.clientGateways(),
            end,
            log);
    server = side(Party.SERVER, end.address().orElseThrow(), topology.serverGateways(), end, log);
  }

  private static Side side(
      Party party, InetAddress host, List<Gateway> gateways, Server server, NatTableListener log) {
    List<NatTable> tables = new ArrayList<>();
    InetAddress neighbour = host;
    for (Gateway gateway : gateways) {
      List<Subnet> furtherIn = tables.stream().map(NatTable::insideNetwork).toList();
      tables.add(new NatTable(gateway, server, neighbour, furtherIn, log));
      neighbour = gateway.publicAddress().orElseThrow();
    }
    return new Side(party, host, List.copyOf(tables));
  }

  /** The gateways between the client and the server, in that order. */
  public List<NatTable> gateways() {
    List<NatTable> gateways = new ArrayList<>(client.gateways());
    gateways.addAll(server.inwards());
    return gateways;
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
    Side from = origin == Party.CLIENT ? client : server;
    Side to = origin == Party.CLIENT ? server : client;
    Attempt attempt = new Attempt(source, target);
    if (!IpAddresses.isUnicast(target.address())) {
      // The host's own stack refuses: Network is unreachable.
      return attempt.unreachable(from.party(), Reason.NOT_UNICAST);
    }
    if (from.isHome(target.address()) || isItself(target.address())) {
      return new Delivered(from.party(), source, target, List.of());
    }

    if (source.address().getAddress().length != target.address().getAddress().length) {
      // Nor has it a route to addresses of the family that it has none of.
      return attempt.unreachable(from.party(), Reason.NO_ROUTE);
    }

    return onwards(new ArrayList<>(from.gateways()), from, to, attempt, now);
  }

  /**
   * Finds where a connection of a gateway's proxy gets to, which goes on to the other side.
   *
   * @param origin whose connections the proxy carries on
   */
  public Route routeFrom(
      NatTable proxy, Party origin, Endpoint source, Endpoint target, Instant now) {
    Side from = origin == Party.CLIENT ? client : server;
    Side to = origin == Party.CLIENT ? server : client;
    Attempt attempt = new Attempt(source, target);
    List<NatTable> outwards = new ArrayList<>(from.gateways());
    int own = outwards.indexOf(proxy);
    if (own >= 0) {
      return onwards(outwards.subList(own + 1, outwards.size()), from, to, attempt, now);
    }
    List<NatTable> inwards = to.inwards();
    List<NatTable> further = inwards.subList(inwards.indexOf(proxy) + 1, inwards.size());
    InetAddress next = further.isEmpty() ? to.host() : further.get(0).publicAddress();
    return target.address().equals(next)
        ? inwards(further, to, attempt, now)
        : attempt.unreachable(new Place.Network(proxy.insideNetwork()), Reason.NO_ROUTE);
  }

  private Route onwards(List<NatTable> outwards, Side from, Side to, Attempt attempt, Instant now) {
    for (NatTable gateway : outwards) {
      if (gateway.isListening(attempt.target)) {
        return attempt.taken(to.party(), gateway);
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
    }

    if (!to.attracts(attempt.target.address())) {
      return attempt.unreachable(Place.Beyond.INTERNET, Reason.NO_ROUTE);
    }

    return inwards(to.inwards(), to, attempt, now);
  }

  private Route inwards(List<NatTable> gateways, Side to, Attempt attempt, Instant now) {
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
    return new Delivered(to.party(), attempt.source, attempt.target, attempt.passages);
  }

  /** Whether every host takes an address for itself, unless it is one of the network's. */
  private boolean isItself(InetAddress address) {
    if (!IpAddresses.isOwnHost(address)) {
      return false;
    }
    return address.isAnyLocalAddress()
        || address.equals(LOCALHOST)
        || !(loopbackIsNetwork || client.attracts(address) || server.attracts(address));
  }

  /** A connection attempt on its way: its endpoints as they are by now, and where it has been. */
  private static final class Attempt {

    private final List<Passage> passages = new ArrayList<>();
    private Endpoint source;
    private Endpoint target;

    Attempt(Endpoint source, Endpoint target) {
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

    Refused refused(NatTable gateway, NatDecision.Refused refused) {
      return new Refused(
          refused.answer(), Place.gateway(gateway.name()), refused.reason(), passages);
    }

    Refused unreachable(Place where, Reason reason) {
      return new Refused(Refusal.UNREACHABLE, where, reason, passages);
    }
  }
}
