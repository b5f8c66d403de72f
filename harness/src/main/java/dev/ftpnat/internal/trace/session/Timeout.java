package dev.ftpnat.internal.trace.session;

import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.SessionTimedOut;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A session that the server ended as idle, though its client wanted more of it.
 *
 * @param dialogue the session
 * @param event when the server ended it, and after how long
 * @param said what the client said first when the server had gone, if that can be read
 * @param pending what the client had agreed on a data connection for, if it hadn't said that yet
 * @param farewell what the server said at the end
 */
public record Timeout(
    FtpSession dialogue,
    SessionTimedOut event,
    Optional<ControlLine> said,
    Optional<TransferAttempt> pending,
    List<Reply> farewell) {

  /** What a client says that wants nothing more. */
  private static final Set<String> FAREWELLS = Set.of("QUIT", "ABOR");

  public Timeout {
    farewell = List.copyOf(farewell);
  }

  /**
   * Those of a record. A client that had finished has missed nothing, and nor has one that logged
   * in anew.
   */
  static List<Timeout> all(EventLog trace, List<FtpSession> sessions) {
    return trace.only(SessionTimedOut.class).stream()
        .flatMap(
            event ->
                sessions.stream()
                    .filter(dialogue -> dialogue.session() == event.session())
                    .map(dialogue -> of(trace, dialogue, event)))
        .filter(timeout -> timeout.said.isPresent() || timeout.pending.isPresent())
        .filter(timeout -> sessions.stream().noneMatch(timeout::isBegunAnewIn))
        .toList();
  }

  private boolean isBegunAnewIn(FtpSession later) {
    return later.opened().compareTo(event.at()) > 0 && later.isLoggedIn();
  }

  private static Timeout of(EventLog trace, FtpSession dialogue, SessionTimedOut event) {
    return new Timeout(
        dialogue,
        event,
        dialogue.control().flatMap(control -> said(trace, control.connection(), event)),
        pending(dialogue),
        trace.replies().stream()
            .filter(reply -> reply.session() == event.session())
            .filter(reply -> reply.at().compareTo(event.at()) >= 0)
            .toList());
  }

  /** Under TLS nobody can tell it from a goodbye. */
  private static Optional<ControlLine> said(
      EventLog trace, long connection, SessionTimedOut event) {
    return trace.only(ControlLine.class).stream()
        .filter(line -> line.connection() == connection)
        .filter(line -> line.sender() == Party.CLIENT && line.link() == 0)
        .filter(line -> line.at().compareTo(event.at()) > 0)
        .filter(line -> !FAREWELLS.contains(verb(line)))
        .findFirst();
  }

  private static String verb(ControlLine line) {
    return line.line().strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
  }

  private static Optional<TransferAttempt> pending(FtpSession dialogue) {
    List<TransferAttempt> all = dialogue.transferAttempts();
    return all.stream()
        .skip(Math.max(0, all.size() - 1))
        .filter(last -> last.request().isEmpty())
        .filter(last -> last.negotiation().filter(Exchange::isAccepted).isPresent())
        .findFirst();
  }

  /** What shows it. */
  public List<TraceEvent> events() {
    List<TraceEvent> events = new ArrayList<>(List.of(event));
    events.addAll(farewell);
    said.ifPresent(events::add);
    return events;
  }
}
