package dev.ftpnat.internal.network;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.nat.Fate;
import dev.ftpnat.internal.nat.Flow;
import dev.ftpnat.internal.nat.NatTable;
import dev.ftpnat.internal.nat.Path;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Outcome;
import dev.ftpnat.trace.Party;
import dev.ftpnat.trace.Reason;
import dev.ftpnat.trace.StreamEnd;
import dev.ftpnat.trace.TraceEvent.AddressChanged;
import dev.ftpnat.trace.TraceEvent.Forgetting;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
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
final class Router {

  /** The client's stack hasn't chosen one yet when an attempt is only tried out. */
  private static final int SOME_EPHEMERAL_PORT = 49152;

  private final Topology topology;
  private final Recorder recorder;
  private final Path path;
  private final ServerPorts serverPorts;
  private final Clock clock;
  private final AttemptLog log;
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
  Router(
      Topology topology,
      Recorder recorder,
      Clock clock,
      Optional<Wiretap> wiretap,
      Links links,
      Announced announced) {
    this.announced = announced;
    this.topology = topology;
    this.recorder = recorder;
    this.clock = clock;
    this.log = new AttemptLog(recorder, wiretap);
    this.links = links;
    this.path = new Path(topology, new RecordingTableLog(recorder));
    this.serverPorts = new ServerPorts(topology.server().passivePorts());
  }

  // The server's ports ------------------------------------------------------------------------

  /** The server listens for control connections, really on a port of loopback. */
  void listenForControl(int realPort) {
    synchronized (lock) {
      serverPorts.listenForControl(topology.server().controlPort(), realPort);
    }
  }

  /**
   * The server listens on a free passive port.
   *
   * @throws IOException if there is none
   */
  PassiveQueue listenPassively() throws IOException {
    synchronized (lock) {
      return serverPorts
          .listenPassively(this::stopListening)
          .orElseThrow(
              () ->
                  new IOException(
                      "all passive ports " + topology.server().passivePorts() + " are in use"));
    }
  }

  private void stopListening(PassiveQueue queue) {
    synchronized (lock) {
      serverPorts.stopListening(queue);
    }
  }

  /** The real port behind the server's control port, if the connection arrives at that. */
  OptionalInt controlPortOf(Passed passed) {
    synchronized (lock) {
      return serverPorts.realControlPort(passed.port());
    }
  }

  /** The passive port that the connection arrives at, if one listens there. */
  Optional<PassiveQueue> passivePortOf(Passed passed) {
    synchronized (lock) {
      return serverPorts.passive(passed.port());
    }
  }

  // Decisions ---------------------------------------------------------------------------------

  /** Either a connection that is to be made now, or how it was refused. */
  record Decision(Optional<Passed> passed, Optional<Refusal> refusal) {

    private static Decision refused(Refusal refusal) {
      return new Decision(Optional.empty(), Optional.of(refusal));
    }
  }

  /**
   * What a connection attempt of the client would be refused with; empty if it would be
   * established. A refusal is recorded, since the client won't try again through {@link #decide}.
   */
  Optional<Refusal> refusal(Inet4Address client, Endpoint target) {
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
  Decision decide(Party origin, Endpoint source, Endpoint target) {
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
      return new Decision(Optional.of(new Passed(attempt, delivered, flow, tap)), Optional.empty());
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
  Refusal refusal(Inet6Address target, int port) {
    return log.refused(target, port);
  }

  /** The link that an attempt would have to cross and that is down; it is asked about last. */
  private Optional<Link> down(Party origin, Route route) {
    return route instanceof Route.Delivered delivered && delivered.host() != origin
        ? links.down(isControl(origin, delivered))
        : Optional.empty();
  }

  private Refusal refuse(Attempt attempt, Route route) {
    Optional<Link> down =
        isLetThrough(attempt.origin(), route) ? down(attempt.origin(), route) : Optional.empty();
    if (down.isPresent()) {
      String link = "link " + down.get().name();
      return log.refused(attempt, List.of(), Outcome.REFUSED, link, Reason.LINK_DOWN);
    }
    route.attempted(clock.instant());
    return route instanceof Route.Refused refused
        ? log.refused(
            attempt, refused.hops(), refused.outcome(), refused.decidedBy(), refused.reason())
        : log.notListening(attempt, (Route.Delivered) route);
  }

  private Refusal refuseSinceClosed(Attempt attempt) {
    return log.refused(
        attempt, List.of(), Outcome.UNREACHABLE, "environment", Reason.ENVIRONMENT_CLOSED);
  }

  // What became of it -------------------------------------------------------------------------

  /** It was accepted. */
  void established(Passed passed) {
    log.established(passed);
  }

  /** It arrived, but nobody listens there any more. */
  void notListening(Passed passed) {
    forget(passed);
    log.notListening(passed);
  }

  /** It isn't made after all, or is over: the gateways' tables forget it. */
  void forget(Passed passed) {
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
  Fate carry(Passed passed, boolean fromOrigin, Supplier<String> text) {
    Instant now = clock.instant();
    if (passed.flow().keepAlive(now)) {
      return Fate.ARRIVES;
    }
    synchronized (lock) {
      Flow.Passing passing = passed.flow().carry(fromOrigin, now);
      passing
          .gateway()
          .ifPresent(
              gateway -> log.lost(passed, fromOrigin, gateway, passing.fate() == Fate.RESET, text));
      return passing.fate();
    }
  }

  /** It has ended at one side; what its two streams come to by and by is asked for. */
  void ended(Passed passed, Supplier<StreamEnd> ofOrigin, Supplier<StreamEnd> ofResponder) {
    forget(passed);
    log.ended(passed, ofOrigin, ofResponder);
  }

  /** Told what links do to a connection. */
  LinkLog linkLog(Passed passed) {
    return new LinkLog(recorder, passed.connection());
  }

  /** What looks at the bytes of a connection, if it is a control connection. */
  Optional<ControlChannel> controlChannel(Passed passed) {
    return isControl(passed.origin(), passed.route())
        ? Optional.of(
            new ControlChannel(
                passed,
                new ClientCard(passed.source().address()),
                recorder,
                announced,
                lock,
                clock))
        : Optional.empty();
  }

  /** Notices what has expired up to now. */
  void settle() {
    synchronized (lock) {
      path.expire(clock.instant());
    }
  }

  // What a test does to gateways ----------------------------------------------------------------

  /** Time has just been advanced. */
  void advanced() {
    synchronized (lock) {
      path.busyUntil(clock.instant());
    }
  }

  /** A gateway forgets the control connections through it. */
  void expireIdle(String gateway) {
    synchronized (lock) {
      table(gateway).expireIdle(clock.instant());
    }
  }

  /** A gateway forgets everything. */
  void reboot(String gateway) {
    synchronized (lock) {
      table(gateway).forgetAll(Forgetting.REBOOT, clock.instant());
    }
  }

  /** A gateway gets another public address. */
  void renumber(String gateway, Inet4Address address) {
    synchronized (lock) {
      NatTable table = table(gateway);
      Inet4Address before = table.publicAddress();
      recorder.record(at -> new AddressChanged(at, gateway, before, address));
      table.renumber(address, clock.instant());
    }
  }

  /** The public address that a gateway has now. */
  Inet4Address publicAddress(String gateway) {
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
  void close() {
    synchronized (lock) {
      closed = true;
    }
  }
}
