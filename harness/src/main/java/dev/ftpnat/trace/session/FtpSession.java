package dev.ftpnat.trace.session;

import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One session: what a client and the server said on its control connection, and what the client
 * tried to transfer.
 *
 * @param session the server's number of it
 * @param opened when it began
 * @param control how its control connection came about, if the record still has it
 * @param ended when the control connection ended, if it did
 * @param exchanges the commands with their replies, in the order in which they came
 * @param transferAttempts the tries to transfer something, in the order in which they began
 */
public record FtpSession(
    long session,
    Duration opened,
    Optional<ConnectionAttempt> control,
    Optional<Duration> ended,
    List<Exchange> exchanges,
    List<TransferAttempt> transferAttempts) {

  /** What a client says that waits, or has given up. */
  private static final Set<String> NO_NEWS = Set.of("QUIT", "ABOR", "NOOP");

  public FtpSession {
    exchanges = List.copyOf(exchanges);
    transferAttempts = List.copyOf(transferAttempts);
  }

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
        connection.flatMap(number -> end(trace, number)),
        Exchanges.of(said),
        List.of());
  }

  private static Optional<ConnectionAttempt> attempt(EventLog trace, long number) {
    return trace.connectionAttempts().stream()
        .filter(attempt -> attempt.connection() == number)
        .findFirst();
  }

  private static Optional<Duration> end(EventLog trace, long number) {
    return trace.only(ConnectionEnd.class).stream()
        .filter(end -> end.connection() == number)
        .map(ConnectionEnd::at)
        .findFirst()
        .or(trace::concludedAt);
  }

  /** Whether the server accepted a login. */
  public boolean isLoggedIn() {
    return login().isPresent();
  }

  /** When the server accepted a login. */
  public Optional<Duration> login() {
    return exchanges.stream()
        .flatMap(exchange -> exchange.conclusion().stream())
        .filter(reply -> reply.code() == 230)
        .map(Reply::at)
        .findFirst();
  }

  FtpSession with(List<TransferAttempt> all) {
    return new FtpSession(
        session,
        opened,
        control,
        ended,
        exchanges,
        all.stream().filter(operation -> operation.session() == session).toList());
  }

  /**
   * The tries that belong together: those right before this one that the client turned away from
   * before it asked for anything, as from EPSV to PASV, and this one at the end.
   */
  public List<TransferAttempt> triesUpTo(TransferAttempt last) {
    int end = transferAttempts.indexOf(last);
    int begin = end;
    while (begin > 0 && transferAttempts.get(begin - 1).request().isEmpty()) {
      begin--;
    }
    return transferAttempts.subList(begin, end + 1);
  }

  /**
   * Whether the client asked for something, or has not gone on to another try. One in active mode
   * that it asked nothing of is no failure of its own, and doesn't hide those before it.
   */
  boolean isLastTry(TransferAttempt operation) {
    return operation.request().isPresent()
        || transferAttempts.stream()
            .skip(transferAttempts.indexOf(operation) + 1L)
            .allMatch(later -> later.result() == Result.UNUSED && !later.hasFailed());
  }

  /** Whether a session that was opened at some time may be this one's client's, begun anew. */
  boolean mayGoOnIn(FtpSession other) {
    boolean sameHost =
        control.flatMap(mine -> other.control.map(theirs -> isSameHost(mine, theirs))).orElse(true);
    return sameHost
        && after(other.opened).stream().allMatch(exchange -> NO_NEWS.contains(exchange.verb()));
  }

  private static boolean isSameHost(ConnectionAttempt one, ConnectionAttempt other) {
    return one.source().address().equals(other.source().address());
  }

  /** What came after a time. */
  public List<Exchange> after(Duration time) {
    return exchanges.stream().filter(exchange -> exchange.at().compareTo(time) > 0).toList();
  }

  /** Whether it was still open at a time. */
  boolean isOpen(Duration time) {
    return opened.compareTo(time) <= 0 && ended.filter(end -> end.compareTo(time) < 0).isEmpty();
  }
}
