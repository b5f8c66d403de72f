package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.FtpSessions;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What ALGs did about the command or reply that names the endpoint of a data connection. */
final class AlgEvidence {

  private AlgEvidence() {}

  static List<AlgAction> about(EventLog trace, TransferAttempt operation) {
    Optional<Long> connection = FtpSessions.connection(trace, operation.session());
    Duration until =
        operation.request().map(Exchange::at).orElse(Duration.ofSeconds(Long.MAX_VALUE / 2));
    return trace.algActions().stream()
        .filter(action -> connection.filter(number -> number == action.connection()).isPresent())
        .filter(action -> names(action, operation.method()))
        .filter(action -> action.at().compareTo(until) <= 0)
        .filter(action -> isNear(action.at(), operation))
        .toList();
  }

  /** Why a gateway's ALG didn't do what another would have done for a data connection. */
  static String whyNothing(BlockedConnection blocked, Gateway gateway, String todo) {
    GatewaySettings gateways = blocked.gateways();
    if (!GatewaySettings.knows(gateway, blocked.method())) {
      return "doesn't know " + blocked.method();
    }
    if (blocked.transfer().isEncrypted()) {
      return "couldn't " + todo + ", because the control connection was encrypted";
    }
    if (!gateways.watchesControl(gateway)) {
      return "looks at control connections to port %s only, and this one goes to port %d"
          .formatted(
              gateway.algPorts().stream()
                  .sorted()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ")),
              gateways.controlPortSeenBy(gateway));
    }
    if (!gateway.alg().opensPorts()) {
      return "rewrites what it reads, and opens nothing";
    }
    return about(blocked.trace(), blocked.transfer()).stream()
        .filter(action -> action.kind() == AlgKind.LEFT_ALONE)
        .filter(action -> action.gateway().equals(GatewaySettings.name(gateway)))
        .findFirst()
        .map(
            action ->
                "left %s alone: it %s"
                    .formatted(blocked.isPassive() ? "the reply" : "it", action.reason()))
        .orElse("did not " + todo);
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
