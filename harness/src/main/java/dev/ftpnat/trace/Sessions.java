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
import java.util.stream.IntStream;

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
    LinkEffects links = new LinkEffects(trace);
    List<Loss> losses =
        sessions.stream().flatMap(dialogue -> Loss.of(trace, dialogue).stream()).toList();
    return new Reading(trace, sessions, operations, losses, links).result();
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

  /** An operation, its position, as several may have begun at once, and what it is for. */
  private record Candidate(int position, DataOperation operation, Optional<Errand> errand) {}

  /** Compares the operations of all sessions. */
  private record Reading(
      Trace trace,
      List<Dialogue> sessions,
      List<DataOperation> operations,
      List<Loss> losses,
      LinkEffects links) {

    Sessions result() {
      List<Candidate> all =
          IntStream.range(0, operations.size())
              .mapToObj(n -> new Candidate(n, operations.get(n), operations.get(n).errand()))
              .toList();
      List<Candidate> succeeded = all.stream().filter(this::hasSucceeded).toList();
      Map<DataOperation, DataOperation> madeUp = new HashMap<>();
      for (Candidate failed : all) {
        if (!hasSucceeded(failed)) {
          makesUpFor(failed, succeeded).ifPresent(later -> madeUp.put(failed.operation, later));
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

    /** For its client too. */
    private boolean hasSucceeded(Candidate candidate) {
      return candidate.operation.result() == Result.SUCCEEDED && !isUnheard(candidate.operation);
    }

    private Optional<DataOperation> makesUpFor(Candidate failed, List<Candidate> succeeded) {
      DataOperation operation = failed.operation;
      Dialogue session = find(sessions, operation);
      Duration known = operation.failedAt();
      Duration since = session.ended().filter(end -> end.compareTo(known) < 0).orElse(known);
      return succeeded.stream()
          .filter(later -> failed.errand.isEmpty() || failed.errand.equals(later.errand))
          .filter(
              later ->
                  later.operation.session() == operation.session()
                      ? later.position > failed.position
                      : isOfSameClient(session, since, find(sessions, later.operation)))
          .map(Candidate::operation)
          .findFirst();
    }

    private static boolean isOfSameClient(Dialogue before, Duration since, Dialogue after) {
      return after.opened().compareTo(since) > 0 && before.mayGoOnIn(after);
    }

    private boolean isUnheard(DataOperation operation) {
      return losses.stream()
              .filter(loss -> loss.dialogue().session() == operation.session())
              .anyMatch(loss -> loss.concerns(operation))
          || links.isUnheard(operation);
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
