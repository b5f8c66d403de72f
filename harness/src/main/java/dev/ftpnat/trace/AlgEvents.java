package dev.ftpnat.trace;

import dev.ftpnat.trace.TraceEvent.AlgAction;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What ALGs did about the command or reply that names the endpoint of a data connection. */
final class AlgEvents {

  private AlgEvents() {}

  static List<TraceEvent> about(Trace trace, DataOperation operation) {
    Optional<Long> connection = control(trace, operation);
    Duration until =
        operation.request().map(Exchange::at).orElse(Duration.ofSeconds(Long.MAX_VALUE / 2));
    return trace.algActions().stream()
        .filter(action -> connection.filter(number -> number == action.connection()).isPresent())
        .filter(action -> names(action, operation.method()))
        .filter(action -> action.at().compareTo(until) <= 0)
        .filter(action -> isNear(action.at(), operation))
        .map(TraceEvent.class::cast)
        .toList();
  }

  /** The number of the control connection. */
  static Optional<Long> control(Trace trace, DataOperation operation) {
    return Dialogue.all(trace).stream()
        .filter(dialogue -> dialogue.session() == operation.session())
        .flatMap(dialogue -> dialogue.control().stream())
        .map(ConnectionAttempt::connection)
        .findFirst();
  }

  private static boolean names(AlgAction action, DataOperation.Method method) {
    return action.segment().regionMatches(true, 0, method.announcement(), 0, 3);
  }

  /** A command passes the ALG before it comes to the server, and a reply after it was given. */
  private static boolean isNear(Duration at, DataOperation operation) {
    Duration begin = operation.at();
    return operation.method().isPassive()
        ? at.compareTo(begin) >= 0
        : at.compareTo(begin) <= 0 && begin.minus(at).compareTo(Duration.ofSeconds(1)) < 0;
  }
}
