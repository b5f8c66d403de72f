package dev.ftpnat.internal.trace.session;

import dev.ftpnat.internal.ftp.FtpPath;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.Party;
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

/** Finds the {@link TransferAttempt}s in a record, and which attempt belongs to which. */
public final class TransferAttempts {

  /** What a client says during a transfer that it waits for. */
  private static final Set<String> WAITING = Set.of("NOOP", "STAT");

  private final EventLog trace;
  private final AnnouncedEndpoints announcements;
  private final List<AttemptDraft> drafts = new ArrayList<>();

  private TransferAttempts(EventLog trace, List<FtpSession> dialogues) {
    this.trace = trace;
    this.announcements = new AnnouncedEndpoints(trace);
    dialogues.forEach(this::draft);
    drafts.sort(Comparator.comparing(AttemptDraft::at));
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
    deliver();
  }

  /** The connection that came about last is the one that the content went over. */
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
        current = new AttemptDraft(dialogue, exchange, announcements);
        drafts.add(current);
      } else if (Errand.isTransfer(exchange.verb())) {
        if (current == null || current.request.isPresent()) {
          current = new AttemptDraft(dialogue, exchange);
          drafts.add(current);
        } else {
          current.request = Optional.of(exchange);
        }
        current.directory = directory;
      } else if (exchange.verb().equals("QUIT") || exchange.verb().equals("REIN")) {
        leave(current);
      } else if (exchange.verb().equals("ABOR") && current != null) {
        current.aborted |= current.request.isPresent() && isDuring(exchange, current);
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

  private static void leave(AttemptDraft current) {
    if (current != null) {
      current.leftBehind = true;
    }
  }

  /** Whether a command came before the transfer command was answered. */
  private static boolean isDuring(Exchange exchange, AttemptDraft draft) {
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
            || (attempt.cameAbout()
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
                            && FtpSessions.isOpen(draft.dialogue, attempt.at())
                            && isOpen(draft)))
        .ifPresent(draft -> draft.attempts.add(attempt));
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

  /** The operation whose transfer was asked for last. */
  private Optional<AttemptDraft> requested(long session, Duration at) {
    return last(
        draft ->
            draft.dialogue.session() == session
                && draft.request.filter(request -> request.at().compareTo(at) <= 0).isPresent());
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
