package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.nat.Flow;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SegmentText;
import dev.ftpnat.internal.simulated.link.LinkLog;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A connection that every gateway on the way has let through, and that counts as established in
 * their tables. Whoever makes it tells it here what becomes of it.
 */
public final class Connection {

  private final ConnectionLog log;
  private final Route.Delivered route;
  private final boolean control;
  private final int gatewaysOfPath;
  private final GatewayTables tables;
  private final PortTable ports;
  private final Tap tap;
  private final List<AtGateway> gateways = new ArrayList<>();

  /** Where its establishment is recorded. */
  private Optional<Recorder.Entry> accepted = Optional.empty();

  /** What a proxy carries it on as. */
  private Optional<Connection> further = Optional.empty();

  /** Whose segments gateways have let through no more; guarded by the tables. */
  private final Set<Party> losers = EnumSet.noneOf(Party.class);

  /**
   * A connection that is to be made.
   *
   * @param log where it is written down
   * @param gatewaysOfPath how many gateways are on the path of its origin, if that passes all
   * @param flows its entries in the gateways' tables
   * @param ports what it may arrive at
   */
  Connection(
      ConnectionLog log,
      Route.Delivered route,
      boolean control,
      int gatewaysOfPath,
      List<Flow> flows,
      GatewayTables tables,
      PortTable ports) {
    this.log = log;
    this.route = route;
    this.control = control;
    this.gatewaysOfPath = gatewaysOfPath;
    this.tables = tables;
    this.ports = ports;
    this.tap = log.passes(route.hops());
    for (int i = 0; i < flows.size(); i++) {
      gateways.add(new AtGateway(route.passages().get(i).hop(), flows.get(i)));
    }
  }

  // What it is --------------------------------------------------------------------------------

  /** Its number. */
  public long number() {
    return log.number();
  }

  /** Whose it is. */
  public Party origin() {
    return log.origin();
  }

  /** Where it comes from, as its origin sees it. */
  public Endpoint source() {
    return log.source();
  }

  /** What its origin asked for. */
  public Endpoint target() {
    return log.target();
  }

  /** Where it comes from, as those see it that it arrives at. */
  public Endpoint seenSource() {
    return route.seenSource();
  }

  /** Whether it arrives at the client rather than at the server. */
  public boolean arrivesAtClient() {
    return route.host() == Party.CLIENT;
  }

  /** Whether a proxy takes it, instead of the host. */
  public boolean arrivesAtProxy() {
    return route.proxy().isPresent();
  }

  /**
   * The passive port of the server that it arrives at, if it does and one listens there; or that of
   * a proxy.
   */
  public Optional<AcceptQueue> passivePort() {
    return arrivesAtClient() && !arrivesAtProxy()
        ? Optional.empty()
        : ports.passive(route.arrivesAt().port());
  }

  /** The client's real port that it arrives at, if it does. */
  public OptionalInt clientPort() {
    return arrivesAtClient() ? OptionalInt.of(route.arrivesAt().port()) : OptionalInt.empty();
  }

  /** Whether it arrives at the server's control port, and the server listens there. */
  public boolean arrivesAtControlPort() {
    return !arrivesAtClient() && !arrivesAtProxy() && ports.isControl(route.arrivesAt().port());
  }

  /** Whether it is a control connection, into which gateways look. */
  public boolean isControl() {
    return control;
  }

  /**
   * How many gateways are on the path of its origin: more than it has met, if it stays in a network
   * behind them.
   */
  public int gatewaysOfPath() {
    return gatewaysOfPath;
  }

  /** Captures what it carries. */
  public Tap tap() {
    return tap;
  }

  /** Told what links do to it. */
  public LinkLog linkLog() {
    return log.ofLinks();
  }

  // What it carries ---------------------------------------------------------------------------

  /** The gateways on its way, from its origin on. */
  public List<AtGateway> gateways() {
    return gateways;
  }

  /**
   * One side sends a segment, its FIN or a reset, which comes to all gateways in turn and at once.
   *
   * @param fromOrigin whether the side sends it that has opened the connection
   * @param text what it says, if it is a segment of a control connection
   * @return what becomes of it
   */
  public Delivery carry(boolean fromOrigin, Supplier<SegmentText> text) {
    for (int i = 0; i < gateways.size(); i++) {
      AtGateway next = gateways.get(fromOrigin ? i : gateways.size() - 1 - i);
      Delivery delivery = next.carry(fromOrigin, text);
      if (delivery != Delivery.ARRIVES) {
        return delivery;
      }
    }
    return Delivery.ARRIVES;
  }

  /** The connection at one gateway. */
  public final class AtGateway {

    private final Hop hop;
    private final Flow flow;

    private AtGateway(Hop hop, Flow flow) {
      this.hop = hop;
      this.flow = flow;
    }

    /** The gateway's description. */
    public Gateway gateway() {
      return flow.gateway().gateway();
    }

    /** What the gateway makes of the connection. */
    public Hop hop() {
      return hop;
    }

    /** A segment comes to the gateway; see {@link Connection#carry}. */
    public Delivery carry(boolean fromOrigin, Supplier<SegmentText> text) {
      return flow.keepAlive(tables.now())
          ? Delivery.ARRIVES
          : tables.ask(now -> carry(fromOrigin, text, now));
    }

    private Delivery carry(boolean fromOrigin, Supplier<SegmentText> text, Instant now) {
      Delivery delivery = flow.carry(now);
      Party sender = fromOrigin ? origin() : origin().opposite();
      if (delivery != Delivery.ARRIVES && losers.add(sender)) {
        log.lost(sender, hop.gateway(), delivery == Delivery.RESET, text);
      }
      return delivery;
    }

    /** The gateway's ALG has seen that the session goes on under TLS. */
    public void turnedToTls() {
      tables.tell(now -> flow.turnedToTls());
    }

    /** The gateway's ALG has read an announcement; see {@link Flow#expect}. */
    public OptionalInt expect(Pinhole wanted) {
      return tables.ask(now -> flow.expect(wanted, now));
    }
  }

  // What became of it -------------------------------------------------------------------------

  /** It was accepted. */
  public void established() {
    tap.accepted();
    Recorder.Entry entry = log.established(route);
    synchronized (this) {
      accepted = Optional.of(entry);
    }
    recordFurther();
  }

  /** The proxy that has taken it carries it on. */
  public void carriedOn(Connection onwards) {
    synchronized (this) {
      further = Optional.of(onwards);
    }
    recordFurther();
  }

  private synchronized void recordFurther() {
    if (accepted.isEmpty() || further.isEmpty()) {
      return;
    }
    Connection onwards = further.get();
    List<Hop> hops = new ArrayList<>(route.hops());
    hops.add(
        new Hop(
            route.proxy().orElseThrow().name(),
            route.seenSource(),
            route.arrivesAt(),
            onwards.source(),
            onwards.target(),
            Reason.PROXIED));
    hops.addAll(onwards.route.hops());
    log.carriedOn(accepted.get(), hops, onwards.route.answersAt());
  }

  /** It arrived, but nobody listens there any more. */
  public void notListening() {
    forget(false);
    tap.refused();
    log.notListening(route);
  }

  /**
   * It isn't made after all, or is over: the gateways' tables forget it.
   *
   * @param reset whether by RST
   */
  public void forget(boolean reset) {
    tables.tell(now -> gateways.forEach(each -> each.flow.end(reset, now)));
  }

  /**
   * It has ended at one side.
   *
   * @param reset whether by RST, not by FIN from both sides
   * @param ofOrigin what its origin's stream comes to by and by
   * @param ofResponder what the other one comes to
   */
  public void ended(boolean reset, Supplier<StreamEnd> ofOrigin, Supplier<StreamEnd> ofResponder) {
    forget(reset);
    log.ended(ofOrigin, ofResponder);
  }
}
