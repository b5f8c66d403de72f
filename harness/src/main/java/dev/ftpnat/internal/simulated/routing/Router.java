package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.nat.Flow;
import dev.ftpnat.internal.nat.ForwardingPath;
import dev.ftpnat.internal.nat.NatTable;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SegmentText;
import dev.ftpnat.internal.simulated.link.Link;
import dev.ftpnat.internal.simulated.link.LinkLog;
import dev.ftpnat.internal.simulated.link.Links;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Decides about every connection attempt and writes the decision down. It holds what the decisions
 * depend on, the gateways' tables and the ports that the server listens on, and opens no socket.
 */
public final class Router {

  /** The client's stack hasn't chosen one yet when an attempt is only tried out. */
  private static final int SOME_EPHEMERAL_PORT = 49152;

  private final Topology topology;
  private final Recorder recorder;
  private final ForwardingPath path;
  private final PortTable serverPorts;
  private final Clock clock;
  private final ConnectionLog log;
  private final Links links;
  private final Announced announced;

  /** Guards the gateways' tables and the server's ports. */
  private final Object lock = new Object();

  private boolean closed;

  /**
   * A router of a network.
   *
   * @param recorder told of every decision
   * @param clock the time of the gateways
   * @param wiretap captures packets, if they are wanted
   * @param links which connections have to cross
   * @param announced where clients are told to connect to
   */
  public Router(
      Topology topology,
      Recorder recorder,
      Clock clock,
      Optional<LinkTaps> wiretap,
      Links links,
      Announced announced) {
    this.announced = announced;
    this.topology = topology;
    this.recorder = recorder;
    this.clock = clock;
    this.log = new ConnectionLog(recorder, wiretap);
    this.links = links;
    this.path = new ForwardingPath(topology, new TracingNatListener(recorder));
    this.serverPorts = new PortTable(topology.server().passivePorts());
  }

  // The server's ports ------------------------------------------------------------------------

  /** The server listens for control connections, really on a port of loopback. */
  public void listenForControl(int realPort) {
    synchronized (lock) {
      serverPorts.listenForControl(topology.server().controlPort(), realPort);
    }
  }

  /**
   * The server listens on a free passive port.
   *
   * @throws IOException if there is none
   */
  public AcceptQueue listenPassively() throws IOException {
    synchronized (lock) {
      return serverPorts
          .listenPassively(this::stopListening)
          .orElseThrow(
              () ->
                  new IOException(
                      "all passive ports " + topology.server().passivePorts() + " are in use"));
    }
  }

  private void stopListening(AcceptQueue queue) {
    synchronized (lock) {
      serverPorts.stopListening(queue);
    }
  }

  /** The real port behind the server's control port, if the connection arrives at that. */
  public OptionalInt controlPortOf(Connection passed) {
    synchronized (lock) {
      return serverPorts.realControlPort(passed.port());
    }
  }

  /** The passive port that the connection arrives at, if one listens there. */
  public Optional<AcceptQueue> passivePortOf(Connection passed) {
    synchronized (lock) {
      return serverPorts.passive(passed.port());
    }
  }

  // Decisions ---------------------------------------------------------------------------------

  /** Either a connection that is to be made now, or how it was refused. */
  public record Decision(Optional<Connection> passed, Optional<ConnectFailure> refusal) {

    private static Decision refused(ConnectFailure refusal) {
      return new Decision(Optional.empty(), Optional.of(refusal));
    }
  }

  /**
   * What a connection attempt of the client would be refused with; empty if it would be
   * established. A refusal is recorded, since the client won't try again through {@link #decide}.
   */
  public Optional<ConnectFailure> refusal(InetAddress client, Endpoint target) {
    synchronized (lock) {
      Endpoint unknownPort = new Endpoint(client, 0);
      if (closed) {
        return Optional.of(refuseSinceClosed(log.begin(Party.CLIENT, unknownPort, target)));
      }
      Route route =
          path.route(
              Party.CLIENT, unknownPort.withPort(SOME_EPHEMERAL_PORT), target, clock.instant());
      return isLetThrough(Party.CLIENT, route) && down(Party.CLIENT, route).isEmpty()
          ? Optional.empty()
          : Optional.of(refuse(log.begin(Party.CLIENT, unknownPort, target), route));
    }
  }

  /** Decides about a connection attempt. If it passes, the gateways' tables have it. */
  public Decision decide(Party origin, Endpoint source, Endpoint target) {
    synchronized (lock) {
      Attempt attempt = log.begin(origin, source, target);
      if (closed) {
        return Decision.refused(refuseSinceClosed(attempt));
      }
      Route route = path.route(origin, source, target, clock.instant());
      if (!isLetThrough(origin, route) || down(origin, route).isPresent()) {
        return Decision.refused(refuse(attempt, route));
      }
      Route.Delivered delivered = (Route.Delivered) route;
      delivered.attempted(clock.instant());
      Flow flow =
          delivered.establish(attempt.connection(), isControl(origin, delivered), clock.instant());
      Tap tap = log.passes(attempt, delivered);
      return new Decision(
          Optional.of(new Connection(attempt, delivered, flow, tap)), Optional.empty());
    }
  }

  private boolean isControl(Party origin, Route.Delivered route) {
    return origin == Party.CLIENT
        && route.host() == Party.SERVER
        && route.arrivesAt().port() == topology.server().controlPort();
  }

  private boolean isLetThrough(Party origin, Route route) {
    if (!(route instanceof Route.Delivered delivered)) {
      return false;
    }
    return delivered.host() == Party.SERVER
        ? serverPorts.isListening(delivered.arrivesAt().port())
        : origin == Party.SERVER || !leadsOut(delivered.arrivesAt());
  }

  /** Behind the client's own address is this machine's loopback, where no reply may lead. */
  private boolean leadsOut(Endpoint atClient) {
    return !atClient.address().equals(topology.clientAddress().orElseThrow())
        || announced.contains(atClient.address(), atClient.port());
  }

  /** Refuses a connection attempt of the client to an IPv6 address. */
  public ConnectFailure refusal(Inet6Address target, int port) {
    return log.refused(target, port);
  }

  /** The link that an attempt would have to cross and that is down; it is asked about last. */
  private Optional<Link> down(Party origin, Route route) {
    return route instanceof Route.Delivered delivered && delivered.host() != origin
        ? links.down(isControl(origin, delivered))
        : Optional.empty();
  }

  private ConnectFailure refuse(Attempt attempt, Route route) {
    Optional<Link> down =
        isLetThrough(attempt.origin(), route) ? down(attempt.origin(), route) : Optional.empty();
    if (down.isPresent()) {
      return log.refused(attempt, List.of(), Outcome.REFUSED, down.get().name(), Reason.LINK_DOWN);
    }
    route.attempted(clock.instant());
    return route instanceof Route.Refused refused
        ? log.refused(
            attempt, refused.hops(), refused.outcome(), refused.decidedBy(), refused.reason())
        : log.notListening(attempt, (Route.Delivered) route);
  }

  private ConnectFailure refuseSinceClosed(Attempt attempt) {
    return log.refused(
        attempt,
        List.of(),
        Outcome.UNREACHABLE,
        Place.Beyond.ENVIRONMENT,
        Reason.ENVIRONMENT_CLOSED);
  }

  // What became of it -------------------------------------------------------------------------

  /** It was accepted. */
  public void established(Connection passed) {
    log.established(passed);
  }

  /** It arrived, but nobody listens there any more. */
  public void notListening(Connection passed) {
    forget(passed);
    log.notListening(passed);
  }

  /** It isn't made after all, or is over: the gateways' tables forget it. */
  public void forget(Connection passed) {
    synchronized (lock) {
      passed.route().end(passed.flow());
    }
  }

  /**
   * One side has sent something over an established connection.
   *
   * @param text what it says, if it is a segment of a control connection
   * @return what becomes of it
   */
  public Delivery carry(Connection passed, boolean fromOrigin, Supplier<SegmentText> text) {
    Instant now = clock.instant();
    if (passed.flow().keepAlive(now)) {
      return Delivery.ARRIVES;
    }
    synchronized (lock) {
      Flow.Passing passing = passed.flow().carry(fromOrigin, now);
      passing
          .gateway()
          .ifPresent(
              gateway ->
                  log.lost(passed, fromOrigin, gateway, passing.fate() == Delivery.RESET, text));
      return passing.fate();
    }
  }

  /** It has ended at one side; what its two streams come to by and by is asked for. */
  public void ended(
      Connection passed, Supplier<StreamEnd> ofOrigin, Supplier<StreamEnd> ofResponder) {
    forget(passed);
    log.ended(passed, ofOrigin, ofResponder);
  }

  /** Told what links do to a connection. */
  public LinkLog linkLog(Connection passed) {
    return new LinkLog(recorder, passed.connection());
  }

  /** Whether it is a control connection, into which gateways look. */
  public boolean isControl(Connection passed) {
    return isControl(passed.origin(), passed.route());
  }

  /** Guards the gateways' tables, for whoever has them look at a segment. */
  public Object tables() {
    return lock;
  }

  /** Notices what has expired up to now. */
  public void settle() {
    synchronized (lock) {
      path.expire(clock.instant());
    }
  }

  // What a test does to gateways ----------------------------------------------------------------

  /** Time has just been advanced. */
  public void advanced() {
    synchronized (lock) {
      path.busyUntil(clock.instant());
    }
  }

  /** A gateway forgets the control connections through it. */
  public void expireIdle(String gateway) {
    synchronized (lock) {
      table(gateway).expireIdle(clock.instant());
    }
  }

  /** A gateway forgets everything. */
  public void reboot(String gateway) {
    synchronized (lock) {
      table(gateway).forgetAll(Forgetting.REBOOT, clock.instant());
    }
  }

  /** A gateway gets another public address. */
  public void renumber(String gateway, InetAddress address) {
    synchronized (lock) {
      NatTable table = table(gateway);
      InetAddress before = table.publicAddress();
      recorder.record(at -> new AddressChanged(at, gateway, before, address));
      table.renumber(address, clock.instant());
    }
  }

  /** The public address that a gateway has now. */
  public InetAddress publicAddress(String gateway) {
    synchronized (lock) {
      return table(gateway).publicAddress();
    }
  }

  private NatTable table(String gateway) {
    return path.gateways().stream()
        .filter(table -> table.name().equals(gateway))
        .findFirst()
        .orElseThrow();
  }

  /** Refuses every attempt from now on. */
  public void close() {
    synchronized (lock) {
      closed = true;
    }
  }
}
