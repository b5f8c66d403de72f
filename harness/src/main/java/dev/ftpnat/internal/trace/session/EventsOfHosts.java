package dev.ftpnat.internal.trace.session;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.trace.event.ConnectionEvent;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ControlEvent;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.GatewayEvent.TableChange;
import dev.ftpnat.trace.event.HostileEvent;
import dev.ftpnat.trace.event.HostileEvent.DataIntrusion;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import dev.ftpnat.trace.event.TraceEvent;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which events of a record are about which client host. A connection is that of the host that it
 * comes from. One of the server is that of the session in which somebody had announced where it
 * goes.
 */
public final class EventsOfHosts {

  private final EventLog log;

  /** The further hosts, by their addresses. */
  private final Map<InetAddress, String> names = new HashMap<>();

  private final Map<Long, Long> controlOfSession = new HashMap<>();

  /** The names of further hosts, by the numbers of their connections. */
  private final Map<Long, String> ofConnection = new HashMap<>();

  /** Finds it out. */
  public EventsOfHosts(EventLog log) {
    this.log = log;
    for (ClientHost host : log.topology().clientHosts()) {
      host.address().ifPresent(address -> names.put(address, host.name()));
    }
    log.only(SessionOpened.class)
        .forEach(opened -> controlOfSession.put(opened.session(), opened.connection()));
    log.connectionAttempts(Party.CLIENT)
        .forEach(attempt -> put(attempt, ofAddress(attempt.source().address())));
    log.connectionAttempts(Party.SERVER).forEach(attempt -> put(attempt, asAnnounced(attempt)));
  }

  private void put(ConnectionAttempt attempt, Optional<String> host) {
    host.ifPresent(name -> ofConnection.put(attempt.connection(), name));
  }

  private Optional<String> ofAddress(InetAddress address) {
    return Optional.ofNullable(names.get(address));
  }

  private Optional<String> asAnnounced(ConnectionAttempt attempt) {
    Optional<Command> announced =
        log.commands().stream()
            .filter(command -> command.at().compareTo(attempt.at()) <= 0)
            .filter(command -> names(command.line(), attempt.target()))
            .reduce((earlier, later) -> later);
    return announced.isPresent()
        ? ofSession(announced.get().session())
        : ofAddress(attempt.arrivesAt().address());
  }

  /** Whether a command announces an endpoint, or one of its port by another address. */
  private static boolean names(String line, Endpoint target) {
    return Stream.of(
            HostPortText.sixNumbers(line), HostPortText.extended(line), HostPortText.ipv6(line))
        .flatMap(Optional::stream)
        .anyMatch(
            said ->
                said.equals(target)
                    || (said.port() == target.port() && said.address().isLoopbackAddress()));
  }

  private Optional<String> ofSession(long session) {
    return Optional.ofNullable(controlOfSession.get(session)).map(ofConnection::get);
  }

  /**
   * The further host that an event is about; empty if it is the client at the end of the topology,
   * or nobody in particular.
   */
  public Optional<String> host(TraceEvent event) {
    if (event instanceof ServerEvent said) {
      return ofSession(said.session());
    }
    if (event instanceof DataIntrusion intrusion) {
      return Optional.of(intrusion.host());
    }
    if (event instanceof TableChange change) {
      return ofAddress(change.inside().address());
    }
    return connection(event).map(ofConnection::get);
  }

  private static Optional<Long> connection(TraceEvent event) {
    if (event instanceof ConnectionEvent about) {
      return Optional.of(about.connection());
    }
    if (event instanceof ControlEvent about) {
      return Optional.of(about.connection());
    }
    if (event instanceof AlgAction about) {
      return Optional.of(about.connection());
    }
    if (event instanceof ConnectionForgotten about) {
      return Optional.of(about.connection());
    }
    if (event instanceof SegmentLost about) {
      return Optional.of(about.connection());
    }
    return event instanceof LinkEffect about ? Optional.of(about.connection()) : Optional.empty();
  }

  private static boolean isAboutGateways(TraceEvent event) {
    return !(event instanceof ServerEvent)
        && !(event instanceof TableChange)
        && !(event instanceof HostileEvent)
        && connection(event).isEmpty();
  }

  /** The events that are about a further host, and those about nobody in particular. */
  public List<TraceEvent> of(String host) {
    return log.events().stream()
        .filter(event -> isAboutGateways(event) || host(event).equals(Optional.of(host)))
        .toList();
  }

  /** The events that are about no further host. */
  public List<TraceEvent> ofClient() {
    return log.events().stream().filter(event -> host(event).isEmpty()).toList();
  }
}
