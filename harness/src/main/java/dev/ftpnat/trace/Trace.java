package dev.ftpnat.trace;

import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.TraceEvent.AlgAction;
import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.ControlLine;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.TlsRecords;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What happened in an environment up to now, in the order in which it happened. A snapshot: it
 * doesn't grow after it was taken. Whatever is shown or verified derives from it.
 *
 * @param topology the network in which it happened, with the names and addresses that it has
 * @param events the events, the oldest first
 * @param omitted how many events before the first were left out because the record was full
 */
public record Trace(Topology topology, List<TraceEvent> events, long omitted) {

  public Trace {
    events = List.copyOf(events);
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

  /** The transfers that have ended, for the server. */
  public List<Transfer> transfers() {
    return only(Transfer.class);
  }

  /** The TLS handshakes with the server that have ended. */
  public List<TlsHandshake> tlsHandshakes() {
    return only(TlsHandshake.class);
  }

  /** The lines of all control connections, as they were on each link. */
  public List<ControlLine> controlLines() {
    return only(ControlLine.class);
  }

  /** The events of one kind. */
  public <T extends TraceEvent> List<T> only(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * What the client did to transfer something, each try on its own, in the order in which they
   * began.
   */
  public List<DataOperation> dataOperations() {
    return DataOperations.of(this, Dialogue.all(this));
  }

  /**
   * Why the client didn't get what it wanted: of several problems, the one that came last. Empty if
   * all went well, if the client got there in another way, or if what failed isn't the network's or
   * the login's affair, like a file that isn't there.
   */
  public Optional<Diagnosis> diagnosis() {
    List<Diagnosis> all = diagnoses();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * All problems of different kinds that the client didn't get over, in the order in which they
   * last came about.
   */
  public List<Diagnosis> diagnoses() {
    return Diagnoses.of(this);
  }

  /**
   * What happened, as a ladder diagram: client, gateways and server, with a rung for each event.
   */
  public Ladder ladder() {
    return Ladder.of(this);
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
      text.append(String.format(Locale.ROOT, "%9.1f ms  %s%n", millis, event));
    }
    return text.toString();
  }
}
