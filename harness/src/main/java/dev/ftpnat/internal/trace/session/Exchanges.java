package dev.ftpnat.internal.trace.session;

import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Errand;
import dev.ftpnat.trace.session.Exchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which reply answers which command of a session. They come in the order of the commands,
 * whether the client waits for them or not; only NOOP and STAT may be answered while a transfer
 * runs. A transfer that has begun ends with 226, 250, 4yz or 5yz (RFC 959 section 5.4), or without
 * a word: to a client that has left, Pure-FTPd's 150 is the last. Of several final replies to a
 * command the last one counts.
 */
final class Exchanges {

  /** What nobody has asked for: a greeting, and a good-bye because of time-out or shutdown. */
  private static final Set<Integer> UNASKED = Set.of(120, 220, 421);

  private static final class Draft {

    private final Command command;
    private final List<Reply> replies = new ArrayList<>();

    Draft(Command command) {
      this.command = command;
    }

    Exchange exchange() {
      return new Exchange(command, replies);
    }

    boolean is(String verb) {
      return exchange().verb().equals(verb);
    }

    boolean isTransferThatBegan() {
      return !replies.isEmpty() && Errand.isTransfer(exchange().verb());
    }
  }

  private final List<Draft> all = new ArrayList<>();
  private final Deque<Draft> waiting = new ArrayDeque<>();
  private Optional<Draft> concluded = Optional.empty();

  private Exchanges() {}

  /** The commands of one session in the order in which they came. */
  static List<Exchange> of(List<TraceEvent> said) {
    Exchanges exchanges = new Exchanges();
    for (TraceEvent event : said) {
      if (event instanceof Command command) {
        exchanges.add(new Draft(command));
      } else if (event instanceof Reply reply) {
        exchanges.add(reply);
      }
    }
    return exchanges.all.stream().map(Draft::exchange).toList();
  }

  private void add(Draft draft) {
    all.add(draft);
    waiting.addLast(draft);
  }

  private void add(Reply reply) {
    if (reply.encrypted()) {
      // What came in clear behind AUTH is never answered.
      while (!waiting.isEmpty() && !waiting.getFirst().command.encrypted()) {
        waiting.removeFirst();
      }
    }
    Optional<Draft> answered = answered(reply);
    answered.ifPresent(draft -> draft.replies.add(reply));
    if (answered.isPresent() && reply.code() >= 200) {
      waiting.remove(answered.get());
      concluded = answered;
    }
  }

  /** None for a greeting, or if the record has lost it. */
  private Optional<Draft> answered(Reply reply) {
    if (waiting.isEmpty()) {
      return UNASKED.contains(reply.code()) ? Optional.empty() : concluded;
    }
    Draft first = waiting.getFirst();
    return meanwhile(reply)
        .filter(verb -> Errand.isTransfer(first.exchange().verb()))
        .flatMap(verb -> waiting.stream().filter(draft -> draft.is(verb)).findFirst())
        .or(() -> inOrder(reply));
  }

  private Optional<Draft> inOrder(Reply reply) {
    boolean next =
        waiting.size() > 1 && waiting.getFirst().isTransferThatBegan() && !endsTransfer(reply);
    if (next) {
      // What the server has left without a last word will have none any more.
      waiting.removeFirst();
    }
    return Optional.of(waiting.getFirst());
  }

  private static boolean endsTransfer(Reply reply) {
    int code = reply.code();
    return code < 200 || code == 226 || code == 250 || code >= 400;
  }

  /** What such a reply answers during a transfer, which never ends with one of these. */
  private static Optional<String> meanwhile(Reply reply) {
    return switch (reply.code()) {
      case 200 -> Optional.of("NOOP");
      case 211, 212, 213 -> Optional.of("STAT");
      default -> Optional.empty();
    };
  }
}
