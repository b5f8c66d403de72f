package dev.ftpnat.trace.diagnosis;

import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.event.TraceEvent.AlgAction;
import dev.ftpnat.trace.event.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What ALGs did about the command or reply that names the endpoint of a data connection. */
final class AlgEvidence {

  private AlgEvidence() {}

  static List<TraceEvent> about(EventLog trace, TransferAttempt operation) {
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
  static Optional<Long> control(EventLog trace, TransferAttempt operation) {
    return FtpSession.all(trace).stream()
        .filter(dialogue -> dialogue.session() == operation.session())
        .flatMap(dialogue -> dialogue.control().stream())
        .map(ConnectionAttempt::connection)
        .findFirst();
  }

  private static boolean names(AlgAction action, DataMode method) {
    return action.segment().regionMatches(true, 0, method.announcement(), 0, 3);
  }

  /** A command passes the ALG before it comes to the server, and a reply after it was given. */
  private static boolean isNear(Duration at, TransferAttempt operation) {
    Duration begin = operation.at();
    return operation.method().isPassive()
        ? at.compareTo(begin) >= 0
        : at.compareTo(begin) <= 0 && begin.minus(at).compareTo(Duration.ofSeconds(1)) < 0;
  }
}
