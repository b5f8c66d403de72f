package dev.ftpnat.trace.diagnosis;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.TraceEvent.AddressChanged;
import dev.ftpnat.trace.session.GatewaySettings;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whoever goes to an address that a gateway doesn't have any more. */
final class RenumberingRule {

  private RenumberingRule() {}

  /** When the gateway that had the address got another one, if it did. */
  static Optional<AddressChanged> from(EventLog trace, Endpoint target, Duration at) {
    return trace.only(AddressChanged.class).stream()
        .filter(change -> change.before().equals(target.address()))
        .filter(change -> Durations.isUpTo(change.at(), at))
        .reduce((earlier, later) -> later);
  }

  /** Of an operation whose connection went there; {@code went} tells so. */
  static Optional<Finding> of(EventLog trace, TransferAttempt operation, String went) {
    return operation
        .failedAttempt()
        .filter(attempt -> attempt.reason() == Reason.NO_ROUTE)
        .flatMap(attempt -> from(trace, attempt.target(), attempt.at()))
        .map(change -> finding(trace, operation, went, change));
  }

  private static Finding finding(
      EventLog trace, TransferAttempt operation, String went, AddressChanged change) {
    List<WayOut> ways =
        new DataWaysOut(GatewaySettings.of(trace.topology()))
            .ofRenumbering(operation, change.now().getHostAddress());
    return Finding.of(
        operation, Cause.GATEWAY_RENUMBERED, went + words(change), ways, List.of(change));
  }

  /** The rest of a sentence that tells who went to the address. */
  static String words(AddressChanged change) {
    return ", an address that %s had before it got %s. No host has it now."
        .formatted(change.gateway(), change.now().getHostAddress());
  }
}
