package dev.ftpnat.internal.trace.session;

import dev.ftpnat.internal.ftp.FtpPath;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.HandshakeInClear;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Errand;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the {@link TransferAttempt}s in a record, and which attempt belongs to which. */
final class TransferAttempts {

  /** What a client says during a transfer that it waits for. */
  private static final Set<String> WAITING = Set.of("NOOP", "STAT");

  private final EventLog trace;
  private final AnnouncedEndpoints announcements;
  private final DataConnections connections;
  private final List<AttemptDraft> drafts = new ArrayList<>();

  private TransferAttempts(EventLog trace, List<FtpSession> dialogues) {
    this.trace = trace;
    this.announcements = new AnnouncedEndpoints(trace);
    this.connections = new DataConnections(trace);
    dialogues.forEach(this::draft);
    drafts.sort(Comparator.comparing(AttemptDraft::at));
    List<ConnectionAttempt> control =
        dialogues.stream().flatMap(dialogue -> dialogue.control().stream()).toList();
    trace.connectionAttempts().stream()
        .filter(attempt -> !isControl(attempt, control))
        .forEach(this::attribute);
    trace
        .transfers()
        .forEach(
            transfer -> ended(transfer).ifPresent(draft -> draft.transfer = Optional.of(transfer)));
    trace.tlsHandshakes().stream()
        .filter(handshake -> handshake.channel() == Channel.DATA)
        .forEach(
            handshake ->
                transferring(handshake.session(), handshake.at())
                    .ifPresent(draft -> draft.handshakes.add(handshake)));
    trace
        .only(HandshakeInClear.class)
        .forEach(
            hello ->
                transferring(hello.session(), hello.at())
                    .ifPresent(draft -> draft.handshakeInClear = true));
    deliver();
  }

  /** The content went over the connection that the server took. */
  private void deliver() {
    Map<Long, AttemptDraft> over = new HashMap<>();
    drafts.forEach(
        draft -> draft.connected().ifPresent(attempt -> over.put(attempt.connection(), draft)));
    for (TraceEvent event : trace.events()) {
      if (event instanceof ConnectionEnd end && over.containsKey(end.connection())) {
        over.get(end.connection()).end = Optional.of(end);
      } else if (event instanceof LinkEffect effect && over.containsKey(effect.connection())) {
        AttemptDraft draft = over.get(effect.connection());
        if (effect.sender() == draft.sender()) {
          draft.lost |= effect.isFinal();
          if (LinkEffects.isEndMissed(effect)) {
            draft.lateEnd = Optional.of(effect);
          }
        }
      }
    }
  }

  /** The operations in the order in which they began. */
  static List<TransferAttempt> of(EventLog trace, List<FtpSession> dialogues) {
    return new TransferAttempts(trace, dialogues)
        .drafts.stream().map(AttemptDraft::operation).toList();
  }

  private void draft(FtpSession dialogue) {
    AttemptDraft current = null;
    String directory = "/";
    boolean transferIsLast = false;
    for (Exchange exchange : dialogue.exchanges()) {
      directory = directoryAfter(exchange, directory);
      if (negotiates(exchange)) {
        leave(current);
        current = new AttemptDraft(dialogue, exchange, announcements, connections);
        drafts.add(current);
      } else if (Errand.isTransfer(exchange.verb())) {
        if (current == null || current.request.isPresent() || isTakenBack(current, exchange)) {
          leave(current);
          current = new AttemptDraft(dialogue, exchange, connections);
          drafts.add(current);
        } else {
          current.request = Optional.of(exchange);
        }
        current.directory = directory;
      } else if (exchange.verb().equals("QUIT") || exchange.verb().equals("REIN")) {
        leave(current);
      } else if (exchange.verb().equals("ABOR") && current != null) {
        current.takenBack |= current.request.isEmpty();
        current.aborted |= current.request.isPresent() && !isAnswered(current, exchange.at());
        current.abortedLate |= transferIsLast;
      }
      if (!WAITING.contains(exchange.verb())) {
        transferIsLast = Errand.isTransfer(exchange.verb());
      }
    }
  }

  /** Where a session is after a command that was given in this directory. */
  static String directoryAfter(Exchange exchange, String directory) {
    if (!exchange.isAccepted()) {
      return directory;
    }
    return switch (exchange.verb()) {
      case "CWD", "XCWD" -> FtpPath.resolve(directory, exchange.argument());
      case "CDUP", "XCUP" -> FtpPath.resolve(directory, "..");
      case "PASS", "REIN" -> "/";
      default -> directory;
    };
  }

  /** Whether what was agreed on is gone with an ABOR, as many servers have it. */
  private static boolean isTakenBack(AttemptDraft current, Exchange transfer) {
    return current.takenBack
        && transfer.replies().size() == 1
        && transfer
            .conclusion()
            .filter(reply -> reply.code() == 425 || reply.code() == 503)
            .isPresent();
  }

  private static void leave(AttemptDraft current) {
    if (current != null) {
      current.leftBehind = true;
    }
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
            || (attempt.cameAbout()
                && attempt.arrivesAt().port() == trace.topology().server().controlPort()));
  }

  /**
   * An attempt belongs to the last operation that announced its port; or else, if somebody goes
   * where nobody told him to, to the last that waits for a connection.
   */
  private void attribute(ConnectionAttempt attempt) {
    if (attempt.origin() == Party.CLIENT && isCarriedOn(attempt)) {
      // The proxy asks the server for a data connection when it has got the client's.
      drafts.stream()
          .filter(draft -> isAfter(draft, attempt) && draft.expects(attempt))
          .findFirst()
          .ifPresent(draft -> draft.attempts.add(attempt));
      return;
    }
    last(draft ->
            !isAfter(draft, attempt)
                && draft.expects(attempt)
                && (attempt.cameAbout() || !isOver(draft, attempt.at())))
        .or(
            () ->
                last(
                    draft ->
                        !isAfter(draft, attempt)
                            && draft.isMadeBy(attempt.origin())
                            && FtpSessions.isOpen(draft.dialogue, attempt.at())
                            && isOpen(draft)))
        .ifPresent(draft -> draft.attempts.add(attempt));
  }

  /** Whether it had had its data connection, and its answer, before: its port is nobody's now. */
  private static boolean isOver(AttemptDraft draft, Duration at) {
    return draft.connected().isPresent() && isAnswered(draft, at);
  }

  private static boolean isCarriedOn(ConnectionAttempt attempt) {
    return attempt.hops().stream().anyMatch(hop -> hop.reason() == Reason.PROXIED);
  }

  private static boolean isAfter(AttemptDraft draft, ConnectionAttempt attempt) {
    return draft.at().compareTo(attempt.at()) > 0;
  }

  private static boolean isOpen(AttemptDraft draft) {
    return draft.negotiation.filter(Exchange::isAccepted).isPresent()
        && draft.attempts.stream().noneMatch(ConnectionAttempt::succeeded);
  }

  private Optional<AttemptDraft> last(Predicate<AttemptDraft> condition) {
    return drafts.stream().filter(condition).reduce((earlier, later) -> later);
  }

  /**
   * The operation that a transfer was: the first that waits for one, has a data connection and
   * asked in these words. The client may have asked for the next one meanwhile.
   */
  private Optional<AttemptDraft> ended(Transfer transfer) {
    return requested(transfer.session(), transfer.at())
        .filter(
            draft ->
                draft.transfer.isEmpty()
                    && !isAnswered(draft, transfer.at())
                    && draft.request.filter(asked -> isOf(transfer, asked)).isPresent()
                    && draft.connected().isPresent())
        .findFirst()
        .or(() -> lastRequested(transfer.session(), transfer.at()));
  }

  private static boolean isOf(Transfer transfer, Exchange request) {
    return request.verb().equals(transfer.verb()) && request.argument().equals(transfer.argument());
  }

  /** Whether the server had answered for good before. */
  private static boolean isAnswered(AttemptDraft draft, Duration at) {
    return draft
        .request
        .flatMap(Exchange::conclusion)
        .filter(reply -> reply.at().compareTo(at) < 0)
        .isPresent();
  }

  /** The operation whose transfer was under way. */
  private Optional<AttemptDraft> transferring(long session, Duration at) {
    return requested(session, at)
        .filter(draft -> draft.transfer.filter(end -> end.at().compareTo(at) >= 0).isPresent())
        .min(Comparator.comparing(draft -> draft.transfer.orElseThrow().at()))
        .or(() -> lastRequested(session, at));
  }

  /** The operation whose transfer was asked for last. */
  private Optional<AttemptDraft> lastRequested(long session, Duration at) {
    return requested(session, at).reduce((earlier, later) -> later);
  }

  /** The operations whose transfers had been asked for, in that order. */
  private Stream<AttemptDraft> requested(long session, Duration at) {
    return drafts.stream()
        .filter(
            draft ->
                draft.dialogue.session() == session
                    && draft
                        .request
                        .filter(request -> request.at().compareTo(at) <= 0)
                        .isPresent());
  }

  /** The attempts that belong to no operation and have opened no session. */
  static List<ConnectionAttempt> unexplained(EventLog trace, List<TransferAttempt> operations) {
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
