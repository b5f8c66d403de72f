package dev.ftpnat.internal.trace.session;

import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the {@link FtpSession}s in a record, and what they have to do with each other. */
public final class FtpSessions {

  /** What a client says that waits, or has given up. */
  private static final Set<String> NO_NEWS = Set.of("QUIT", "ABOR", "NOOP");

  private FtpSessions() {}

  /**
   * The sessions of a record without what they tried to transfer, the first to say something first.
   */
  public static List<FtpSession> all(EventLog trace) {
    Map<Long, List<TraceEvent>> said = new LinkedHashMap<>();
    for (TraceEvent event : trace.events()) {
      session(event)
          .ifPresent(session -> said.computeIfAbsent(session, n -> new ArrayList<>()).add(event));
    }
    return said.entrySet().stream()
        .map(entry -> of(trace, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Optional<Long> session(TraceEvent event) {
    if (event instanceof Command command) {
      return Optional.of(command.session());
    }
    if (event instanceof Reply reply) {
      return Optional.of(reply.session());
    }
    return event instanceof SessionOpened opened ? Optional.of(opened.session()) : Optional.empty();
  }

  private static FtpSession of(EventLog trace, long session, List<TraceEvent> said) {
    Optional<Long> connection =
        said.stream()
            .filter(SessionOpened.class::isInstance)
            .map(event -> ((SessionOpened) event).connection())
            .findFirst();
    return new FtpSession(
        session,
        said.get(0).at(),
        connection.flatMap(number -> attempt(trace, number)),
        connection.flatMap(
            number -> end(trace, number).map(ConnectionEnd::at).or(trace::concludedAt)),
        Exchanges.of(said),
        List.of());
  }

  private static Optional<ConnectionAttempt> attempt(EventLog trace, long number) {
    return trace.connectionAttempts().stream()
        .filter(attempt -> attempt.connection() == number)
        .findFirst();
  }

  /** The end of a connection, if it has come. */
  static Optional<ConnectionEnd> end(EventLog trace, long number) {
    return trace.only(ConnectionEnd.class).stream()
        .filter(end -> end.connection() == number)
        .findFirst();
  }

  /** The number of a session's control connection. */
  public static Optional<Long> connection(EventLog trace, long session) {
    return trace.only(SessionOpened.class).stream()
        .filter(opened -> opened.session() == session)
        .map(SessionOpened::connection)
        .findFirst();
  }

  /** The same, with what it tried to transfer. */
  static FtpSession with(List<TransferAttempt> all, FtpSession session) {
    return new FtpSession(
        session.session(),
        session.opened(),
        session.control(),
        session.ended(),
        session.exchanges(),
        all.stream().filter(each -> each.session() == session.session()).toList());
  }

  /**
   * Whether the client asked for something, or has not gone on to another try. One in active mode
   * that it asked nothing of is no failure of its own, and doesn't hide those before it.
   */
  static boolean isLastTry(FtpSession session, TransferAttempt operation) {
    List<TransferAttempt> all = session.transferAttempts();
    return operation.request().isPresent()
        || all.stream()
            .skip(all.indexOf(operation) + 1L)
            .allMatch(later -> later.result() == Result.UNUSED && !later.hasFailed());
  }

  /** Whether a session that was opened at some time may be this one's client's, begun anew. */
  static boolean mayGoOnIn(FtpSession session, FtpSession other) {
    boolean sameHost =
        session
            .control()
            .flatMap(mine -> other.control().map(theirs -> isSameHost(mine, theirs)))
            .orElse(true);
    return sameHost
        && session.after(other.opened()).stream().map(Exchange::verb).allMatch(NO_NEWS::contains);
  }

  private static boolean isSameHost(ConnectionAttempt one, ConnectionAttempt other) {
    return one.source().address().equals(other.source().address());
  }

  /** Whether the client of a transfer that failed left before it was told of that. */
  public static boolean isLeft(EventLog trace, TransferAttempt operation, FtpSession session) {
    return new Leavers(trace).include(operation, session);
  }

  /** Whether a session was still open at a time. */
  static boolean isOpen(FtpSession session, Duration time) {
    return session.opened().compareTo(time) <= 0
        && session.ended().filter(end -> end.compareTo(time) < 0).isEmpty();
  }
}
