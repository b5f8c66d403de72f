package dev.ftpnat.trace;

import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.ConnectionEnd;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.SessionOpened;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One session: what was said on its control connection, commands with their replies.
 *
 * @param session the server's number of it
 * @param opened when it began
 * @param control how its control connection came about, if the record still has it
 * @param ended when the control connection ended, if it did
 * @param exchanges the commands in the order in which they came
 */
record Dialogue(
    long session,
    Duration opened,
    Optional<ConnectionAttempt> control,
    Optional<Duration> ended,
    List<Exchange> exchanges) {

  /** May be answered out of turn while a transfer runs. */
  private static final Set<String> OUT_OF_TURN = Set.of("NOOP", "STAT");

  private static final Set<Integer> OUT_OF_TURN_REPLIES = Set.of(200, 211);

  Dialogue {
    exchanges = List.copyOf(exchanges);
  }

  /** The sessions of a record, the first to say something first. */
  static List<Dialogue> all(Trace trace) {
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

  private static Dialogue of(Trace trace, long session, List<TraceEvent> said) {
    Optional<Long> connection =
        said.stream()
            .filter(SessionOpened.class::isInstance)
            .map(event -> ((SessionOpened) event).connection())
            .findFirst();
    return new Dialogue(
        session,
        said.get(0).at(),
        connection.flatMap(number -> attempt(trace, number)),
        connection.flatMap(number -> end(trace, number)),
        exchanges(said));
  }

  private static Optional<ConnectionAttempt> attempt(Trace trace, long number) {
    return trace.connectionAttempts().stream()
        .filter(attempt -> attempt.connection() == number)
        .findFirst();
  }

  private static Optional<Duration> end(Trace trace, long number) {
    return trace.only(ConnectionEnd.class).stream()
        .filter(end -> end.connection() == number)
        .map(ConnectionEnd::at)
        .findFirst();
  }

  /** Replies come in the order of their commands, whether the client waits for them or not. */
  private static List<Exchange> exchanges(List<TraceEvent> said) {
    Map<Integer, Command> order = new LinkedHashMap<>();
    Deque<Integer> unanswered = new ArrayDeque<>();
    List<List<Reply>> replies = new ArrayList<>();
    for (TraceEvent event : said) {
      if (event instanceof Command command) {
        unanswered.addLast(replies.size());
        order.put(replies.size(), command);
        replies.add(new ArrayList<>());
      } else if (event instanceof Reply reply) {
        if (reply.encrypted()) {
          // What came in clear behind AUTH is never answered.
          unanswered.removeIf(number -> !order.get(number).encrypted());
        }
        answered(reply, unanswered, order)
            .ifPresent(
                number -> {
                  replies.get(number).add(reply);
                  if (reply.code() >= 200) {
                    unanswered.remove(number);
                  }
                });
      }
    }
    List<Exchange> exchanges = new ArrayList<>();
    order.forEach((number, command) -> exchanges.add(new Exchange(command, replies.get(number))));
    return exchanges;
  }

  /** The command that a reply answers; none for a greeting, or if the record has lost it. */
  private static Optional<Integer> answered(
      Reply reply, Deque<Integer> unanswered, Map<Integer, Command> order) {
    if (unanswered.size() > 1
        && OUT_OF_TURN_REPLIES.contains(reply.code())
        && DataOperations.isTransfer(verb(order.get(unanswered.peekFirst())))) {
      return unanswered.stream()
          .filter(number -> OUT_OF_TURN.contains(verb(order.get(number))))
          .findFirst();
    }
    return Optional.ofNullable(unanswered.peekFirst());
  }

  private static String verb(Command command) {
    return new Exchange(command, List.of()).verb();
  }

  /** Whether the server accepted a login. */
  boolean isLoggedIn() {
    return login().isPresent();
  }

  /** When the server accepted a login. */
  Optional<Duration> login() {
    return exchanges.stream()
        .flatMap(exchange -> exchange.conclusion().stream())
        .filter(reply -> reply.code() == 230)
        .map(Reply::at)
        .findFirst();
  }

  /** What came after a time. */
  List<Exchange> after(Duration time) {
    return exchanges.stream().filter(exchange -> exchange.at().compareTo(time) > 0).toList();
  }

  /** Whether it was still open at a time. */
  boolean isOpen(Duration time) {
    return opened.compareTo(time) <= 0 && ended.filter(end -> end.compareTo(time) < 0).isEmpty();
  }
}
