package dev.ftpnat.trace;

import dev.ftpnat.trace.TraceEvent.AlgAction;
import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.Reply;
import java.util.List;
import java.util.Locale;

/**
 * What happened in an environment up to now, in the order in which it was recorded. A snapshot: it
 * doesn't grow after it was taken.
 *
 * @param events the events, the oldest first
 * @param omitted how many events before the first were left out because the record was full
 */
public record Trace(List<TraceEvent> events, long omitted) {

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

  private <T extends TraceEvent> List<T> only(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** One line per event, with the time since the start in milliseconds. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (omitted > 0) {
      text.append(
          String.format(Locale.ROOT, "%12s  %d earlier events are left out%n", "", omitted));
    }
    for (TraceEvent event : events) {
      double millis = event.at().toNanos() / 1e6;
      text.append(String.format(Locale.ROOT, "%9.1f ms  %s%n", millis, event));
    }
    return text.toString();
  }
}
