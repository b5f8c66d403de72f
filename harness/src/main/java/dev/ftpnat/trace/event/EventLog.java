package dev.ftpnat.trace.event;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.HostileEvent.DataIntrusion;
import dev.ftpnat.trace.event.HostileEvent.DecoyVisit;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A run of events, and the network in which they happened. What is found out of events takes this,
 * and knows nothing of what else a {@code Trace} tells. Immutable; two with the same events are
 * equal.
 */
public class EventLog {

  private final Topology topology;
  private final List<TraceEvent> events;
  private final long omitted;
  private final boolean concluded;

  /**
   * A log.
   *
   * @param topology the network, with the names and addresses that it has
   * @param events the events, the oldest first
   * @param omitted how many events before the first were left out
   */
  public EventLog(Topology topology, List<TraceEvent> events, long omitted) {
    this(topology, events, omitted, false);
  }

  /**
   * A log.
   *
   * @param concluded whether nothing comes after it
   */
  protected EventLog(Topology topology, List<TraceEvent> events, long omitted, boolean concluded) {
    this.topology = topology;
    this.events = List.copyOf(events);
    this.omitted = omitted;
    this.concluded = concluded;
  }

  /** When all ended that no event says the end of; empty if it may go on. */
  public Optional<Duration> concludedAt() {
    return concluded && !events.isEmpty()
        ? Optional.of(events.get(events.size() - 1).at())
        : Optional.empty();
  }

  /** The network in which it happened, with the names and addresses that it has. */
  public Topology topology() {
    return topology;
  }

  /**
   * The same events in the network as connections of one family meet it, which is {@link
   * Topology#in}.
   */
  public EventLog in(AddressFamily family) {
    return new EventLog(topology.in(family), events, omitted, concluded);
  }

  /** The events, the oldest first. */
  public List<TraceEvent> events() {
    return events;
  }

  /** How many events before the first were left out because the record was full. */
  public long omitted() {
    return omitted;
  }

  /** The connections that were attempted, by whomever. */
  public List<ConnectionAttempt> connectionAttempts() {
    return only(ConnectionAttempt.class);
  }

  /** The connections that this side attempted. */
  public List<ConnectionAttempt> connectionAttempts(Party origin) {
    return connectionAttempts().stream().filter(attempt -> attempt.origin() == origin).toList();
  }

  /** What the gateways' ALGs did. */
  public List<AlgAction> algActions() {
    return only(AlgAction.class);
  }

  /** The commands that reached the server. */
  public List<Command> commands() {
    return only(Command.class);
  }

  /** The replies that the server gave. */
  public List<Reply> replies() {
    return only(Reply.class);
  }

  /** The data connections that an intruder has got hold of. */
  public List<DataIntrusion> dataIntrusions() {
    return only(DataIntrusion.class);
  }

  /** What {@linkplain dev.ftpnat.topology.Topology.Decoy decoys} have heard, each connection. */
  public List<DecoyVisit> decoyVisits() {
    return only(DecoyVisit.class);
  }

  /** The transfers that have ended, for the server. */
  public List<Transfer> transfers() {
    return only(Transfer.class);
  }

  /** The TLS handshakes with the server that have ended. */
  public List<TlsHandshake> tlsHandshakes() {
    return only(TlsHandshake.class);
  }

  /**
   * The TLS handshakes on data connections that have succeeded. Each says whether it {@linkplain
   * TlsHandshake#resumed() resumed} a session, as vsftpd, ProFTPD and FileZilla Server insist on.
   */
  public List<TlsHandshake> dataHandshakes() {
    return tlsHandshakes().stream()
        .filter(handshake -> handshake.channel() == Channel.DATA)
        .filter(handshake -> handshake.failure().isEmpty())
        .toList();
  }

  /** The data connections that the server refused for their TLS session. */
  public List<TlsSessionRefused> sessionRefusals() {
    return only(TlsSessionRefused.class);
  }

  /** The data connections under TLS whose content ended without {@code close_notify}. */
  public List<CloseNotifyMissing> missingCloseNotifies() {
    return only(CloseNotifyMissing.class);
  }

  /** The lines of all control connections, as they were on each link. */
  public List<ControlLine> controlLines() {
    return only(ControlLine.class);
  }

  /** The events of one kind. */
  public <T extends TraceEvent> List<T> only(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** What comes before an event in text: the name of the client host, where there are several. */
  protected String host(TraceEvent event) {
    return "";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventLog log
        && getClass() == other.getClass()
        && omitted == log.omitted
        && concluded == log.concluded
        && topology.equals(log.topology)
        && events.equals(log.events);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topology, events, omitted);
  }

  /**
   * One line per event, with the time since the start in milliseconds. What control connections
   * carry on each link isn't among them.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (omitted > 0) {
      text.append(
          String.format(Locale.ROOT, "%12s  %d earlier events are left out%n", "", omitted));
    }
    for (TraceEvent event : events) {
      if (event instanceof ControlLine || event instanceof TlsRecords) {
        continue;
      }
      double millis = event.at().toNanos() / 1e6;
      text.append(String.format(Locale.ROOT, "%9.1f ms  %s%s%n", millis, host(event), event));
    }
    return text.toString();
  }
}
