package dev.ftpnat.trace;

import dev.ftpnat.trace.DataOperation.Result;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one reading of a record as FTP sessions: what was tried, what came of it, and what was never
 * made up for. Diagnosis, assertions and reports ask it, so that they can't contradict each other.
 *
 * @param sessions the sessions, the first to be opened first
 * @param operations what their clients tried to transfer, in the order in which it began
 * @param madeUp what failed, with the later try that did what it was for
 * @param unresolved what failed for good, of the tries for the same the last
 * @param unexplained the attempts at a connection that belong to no transfer and failed for good
 */
record Sessions(
    List<Dialogue> sessions,
    List<DataOperation> operations,
    Map<DataOperation, DataOperation> madeUp,
    List<DataOperation> unresolved,
    List<ConnectionAttempt> unexplained) {

  static Sessions of(Trace trace) {
    List<Dialogue> silent = Dialogue.all(trace);
    List<DataOperation> operations = DataOperations.of(trace, silent);
    List<Dialogue> sessions = silent.stream().map(dialogue -> dialogue.with(operations)).toList();
    List<Loss> losses =
        sessions.stream().flatMap(dialogue -> Loss.of(trace, dialogue).stream()).toList();
    return new Reading(trace, sessions, operations, losses).result();
  }

  /** The session that an operation belongs to. */
  Dialogue of(DataOperation operation) {
    return find(sessions, operation);
  }

  private static Dialogue find(List<Dialogue> sessions, DataOperation operation) {
    return sessions.stream()
        .filter(dialogue -> dialogue.session() == operation.session())
        .findFirst()
        .orElseThrow();
  }

  /** What did later what this one was for. */
  Optional<DataOperation> madeUpForBy(DataOperation operation) {
    return Optional.ofNullable(madeUp.get(operation));
  }

  /** The connections that failed for good, of each host's the last. */
  List<ConnectionAttempt> unreached() {
    Map<Inet4Address, ConnectionAttempt> last = new LinkedHashMap<>();
    unexplained.forEach(attempt -> last.put(attempt.source().address(), attempt));
    return List.copyOf(last.values());
  }

  /** Compares the operations of all sessions. */
  private record Reading(
      Trace trace, List<Dialogue> sessions, List<DataOperation> operations, List<Loss> losses) {

    Sessions result() {
      Map<DataOperation, DataOperation> madeUp = new HashMap<>();
      List<DataOperation> succeeded =
          operations.stream()
              .filter(operation -> operation.result() == Result.SUCCEEDED)
              .filter(operation -> !isUnheard(operation))
              .toList();
      for (DataOperation operation : operations) {
        if (operation.result() != Result.SUCCEEDED || isUnheard(operation)) {
          succeeded.stream()
              .filter(later -> makesUpFor(later, operation))
              .findFirst()
              .ifPresent(later -> madeUp.put(operation, later));
        }
      }
      return new Sessions(
          sessions,
          operations,
          Map.copyOf(madeUp),
          operations.stream()
              .filter(operation -> operation.hasFailed() && !madeUp.containsKey(operation))
              .filter(operation -> find(sessions, operation).isLastTry(operation))
              .toList(),
          DataOperations.unexplained(trace, operations).stream()
              .filter(attempt -> !attempt.succeeded() && !isFollowed(attempt))
              .toList());
    }

    private boolean makesUpFor(DataOperation later, DataOperation operation) {
      return isSameClientLater(later, operation)
          && (operation.errand().isEmpty() || operation.errand().equals(later.errand()));
    }

    private boolean isUnheard(DataOperation operation) {
      return losses.stream()
          .filter(loss -> loss.dialogue().session() == operation.session())
          .anyMatch(loss -> loss.concerns(operation));
    }

    private boolean isSameClientLater(DataOperation later, DataOperation operation) {
      if (later.session() == operation.session()) {
        return operations.indexOf(later) > operations.indexOf(operation);
      }
      Dialogue before = find(sessions, operation);
      Dialogue after = find(sessions, later);
      Duration failed = operation.failedAt();
      Duration known = before.ended().filter(end -> end.compareTo(failed) < 0).orElse(failed);
      return after.opened().compareTo(known) > 0 && before.mayGoOnIn(after);
    }

    /** Whether somebody got through later. */
    private boolean isFollowed(ConnectionAttempt attempt) {
      return sessions.stream().anyMatch(other -> other.opened().compareTo(attempt.at()) > 0)
          || operations.stream()
              .filter(later -> later.result() == Result.SUCCEEDED)
              .anyMatch(later -> position(later.events().get(0)) > position(attempt));
    }

    /** Events may be at the same time. */
    private int position(TraceEvent event) {
      return trace.events().indexOf(event);
    }
  }
}
