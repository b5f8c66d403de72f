package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.DataOperation.Method;
import dev.ftpnat.trace.DataOperation.Result;
import dev.ftpnat.trace.TraceEvent.Channel;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the {@link DataOperation}s in a record, and which attempt belongs to which. */
final class DataOperations {

  private static final Set<String> TRANSFERS =
      Set.of("RETR", "STOR", "APPE", "STOU", "LIST", "NLST", "MLSD");

  /** Replies to a transfer command that say that there is no data connection, or no more. */
  private static final Set<Integer> CONNECTION_REPLIES = Set.of(425, 426, 503, 551);

  private final Trace trace;
  private final Announcements announcements;
  private final List<Draft> drafts = new ArrayList<>();

  private DataOperations(Trace trace, List<Dialogue> dialogues) {
    this.trace = trace;
    this.announcements = new Announcements(trace);
    dialogues.forEach(this::draft);
    drafts.sort(Comparator.comparing(Draft::at));
    List<ConnectionAttempt> control =
        dialogues.stream().flatMap(dialogue -> dialogue.control().stream()).toList();
    trace.connectionAttempts().stream()
        .filter(attempt -> !isControl(attempt, control))
        .forEach(this::attribute);
    trace.tlsHandshakes().stream()
        .filter(handshake -> handshake.channel() == Channel.DATA)
        .forEach(
            handshake ->
                requested(handshake.session(), handshake.at())
                    .ifPresent(draft -> draft.handshakes.add(handshake)));
    trace
        .transfers()
        .forEach(
            transfer ->
                requested(transfer.session(), transfer.at())
                    .ifPresent(draft -> draft.transfer = Optional.of(transfer)));
  }

  /** The operations in the order in which they began. */
  static List<DataOperation> of(Trace trace, List<Dialogue> dialogues) {
    return new DataOperations(trace, dialogues).drafts.stream().map(Draft::operation).toList();
  }

  /** Whether a command needs a data connection. */
  static boolean isTransfer(String verb) {
    return TRANSFERS.contains(verb);
  }

  private static final class Draft {

    private final Dialogue dialogue;
    private final Method method;
    private final Optional<Exchange> negotiation;
    private final Optional<Endpoint> announced;
    private final Optional<Endpoint> heard;
    private final List<ConnectionAttempt> attempts = new ArrayList<>();
    private final List<TlsHandshake> handshakes = new ArrayList<>();
    private Optional<Exchange> request = Optional.empty();
    private Optional<Transfer> transfer = Optional.empty();
    private boolean aborted;
    private boolean leftBehind;

    Draft(Dialogue dialogue, Exchange negotiation, Announcements announcements) {
      this.dialogue = dialogue;
      this.method = Method.valueOf(negotiation.verb());
      this.negotiation = Optional.of(negotiation);
      this.announced = announcements.made(dialogue, method, negotiation);
      this.heard = announcements.heard(dialogue, method, negotiation);
    }

    /** Of a transfer command alone. */
    Draft(Dialogue dialogue, Exchange request) {
      this.dialogue = dialogue;
      this.method = Method.NONE;
      this.negotiation = Optional.empty();
      this.announced = Optional.empty();
      this.heard = Optional.empty();
      this.request = Optional.of(request);
    }

    Duration at() {
      return negotiation.or(() -> request).orElseThrow().at();
    }

    /** Whether an attempt goes to a port that either side knows it by. */
    boolean expects(ConnectionAttempt attempt) {
      return isMadeBy(attempt.origin())
          && (announced.filter(to -> to.port() == attempt.target().port()).isPresent()
              || heard.filter(to -> to.port() == attempt.target().port()).isPresent());
    }

    boolean isMadeBy(Party origin) {
      return origin == Party.CLIENT ? method.isPassive() : method.isActive();
    }

    DataOperation operation() {
      return new DataOperation(
          dialogue.session(),
          method,
          negotiation,
          announced,
          heard,
          attempts,
          request,
          handshakes,
          transfer,
          result());
    }

    private Result result() {
      if (negotiation.filter(Exchange::isRefused).isPresent()) {
        return Result.REFUSED;
      }
      boolean connected = DataOperation.isConnected(attempts);
      if (!attempts.isEmpty() && !connected) {
        return Result.FAILED;
      }
      if (request.isEmpty()) {
        boolean over = leftBehind || dialogue.ended().isPresent();
        return over && !connected ? Result.UNUSED : Result.UNDER_WAY;
      }
      Optional<Reply> reply = request.get().conclusion();
      if (reply.isEmpty()) {
        return transfer.filter(Transfer::completed).isPresent()
            ? Result.SUCCEEDED
            : Result.UNDER_WAY;
      }
      if (reply.get().code() < 400) {
        return Result.SUCCEEDED;
      }
      if (aborted) {
        return Result.ABORTED;
      }
      boolean brokenOff = transfer.filter(each -> !each.completed()).isPresent();
      return brokenOff || CONNECTION_REPLIES.contains(reply.get().code())
          ? Result.FAILED
          : Result.DECLINED;
    }
  }

  private void draft(Dialogue dialogue) {
    Draft current = null;
    for (Exchange exchange : dialogue.exchanges()) {
      if (negotiates(exchange)) {
        leave(current);
        current = new Draft(dialogue, exchange, announcements);
        drafts.add(current);
      } else if (isTransfer(exchange.verb())) {
        if (current == null || current.request.isPresent()) {
          current = new Draft(dialogue, exchange);
          drafts.add(current);
        } else {
          current.request = Optional.of(exchange);
        }
      } else if (exchange.verb().equals("QUIT")) {
        leave(current);
      } else if (exchange.verb().equals("ABOR") && current != null) {
        current.aborted |= current.request.isPresent() && isDuring(exchange, current);
      }
    }
  }

  private static void leave(Draft current) {
    if (current != null) {
      current.leftBehind = true;
    }
  }

  /** Whether a command came before the transfer command was answered. */
  private static boolean isDuring(Exchange exchange, Draft draft) {
    return draft
        .request
        .flatMap(Exchange::conclusion)
        .map(reply -> exchange.at().compareTo(reply.at()) <= 0)
        .orElse(true);
  }

  private static boolean negotiates(Exchange exchange) {
    return switch (exchange.verb()) {
      case "PASV", "PORT", "EPRT" -> true;
      case "EPSV" -> !exchange.argument().equalsIgnoreCase("ALL");
      default -> false;
    };
  }

  /** Control connections, and attempts at one that came to nothing. */
  private boolean isControl(ConnectionAttempt attempt, List<ConnectionAttempt> control) {
    return attempt.origin() == Party.CLIENT
        && (control.contains(attempt)
            || control.stream().anyMatch(each -> each.target().equals(attempt.target()))
            || (attempt.succeeded()
                && attempt.arrivesAt().port() == trace.topology().server().controlPort()));
  }

  /**
   * An attempt belongs to the last operation that announced its port; or else, if somebody goes
   * where nobody told him to, to the last that waits for a connection.
   */
  private void attribute(ConnectionAttempt attempt) {
    last(draft -> !isAfter(draft, attempt) && draft.expects(attempt))
        .or(
            () ->
                last(
                    draft ->
                        !isAfter(draft, attempt)
                            && draft.isMadeBy(attempt.origin())
                            && draft.dialogue.isOpen(attempt.at())
                            && isOpen(draft)))
        .ifPresent(draft -> draft.attempts.add(attempt));
  }

  private static boolean isAfter(Draft draft, ConnectionAttempt attempt) {
    return draft.at().compareTo(attempt.at()) > 0;
  }

  private static boolean isOpen(Draft draft) {
    return draft.negotiation.filter(Exchange::isAccepted).isPresent()
        && draft.attempts.stream().noneMatch(ConnectionAttempt::succeeded);
  }

  private Optional<Draft> last(Predicate<Draft> condition) {
    return drafts.stream().filter(condition).reduce((earlier, later) -> later);
  }

  /** The operation whose transfer was asked for last. */
  private Optional<Draft> requested(long session, Duration at) {
    return last(
        draft ->
            draft.dialogue.session() == session
                && draft.request.filter(request -> request.at().compareTo(at) <= 0).isPresent());
  }

  /** The attempts that belong to no operation and have opened no session. */
  static List<ConnectionAttempt> unexplained(Trace trace, List<DataOperation> operations) {
    Set<Long> explained =
        operations.stream()
            .flatMap(operation -> operation.attempts().stream())
            .map(ConnectionAttempt::connection)
            .collect(Collectors.toSet());
    return trace.connectionAttempts().stream()
        .filter(attempt -> !explained.contains(attempt.connection()))
        .toList();
  }
}
