package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.internal.trace.session.FtpSessions;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.TableChange;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a pinhole went that a connection came too late for.
 *
 * @param change why it is gone
 * @param master how the gateway forgot the control connection, if it went with that
 * @param events when it was opened, and when it went
 */
record PinholeHistory(
    Change change, Optional<ConnectionForgotten> master, List<TraceEvent> events) {

  private static final String WITH_EVERYTHING =
      "was forgotten with everything else that the gateway knew";

  /** Of the pinhole to an endpoint, if it was there when the operation began, or since. */
  static Optional<PinholeHistory> of(
      EventLog trace, Gateway gateway, Endpoint target, TransferAttempt operation) {
    Duration attempted =
        operation.failedAttempt().map(ConnectionAttempt::at).orElse(operation.at());
    List<TableChange> changes =
        trace.only(TableChange.class).stream()
            .filter(change -> change.entry() == Entry.PINHOLE)
            .filter(change -> change.gateway().equals(GatewaySettings.name(gateway)))
            .filter(change -> change.outside().equals(target))
            .filter(change -> change.at().compareTo(attempted) <= 0)
            .toList();
    Optional<TableChange> opened =
        changes.stream()
            .filter(change -> change.change() == Change.OPENED)
            .reduce((earlier, later) -> later);
    Optional<TableChange> last = changes.stream().reduce((earlier, later) -> later);
    // A command passes the ALG just before it comes to the server, a reply after it was given.
    Duration since =
        operation.method().isActive()
            ? operation.at().minus(Duration.ofSeconds(1))
            : operation.at();
    boolean ofThis = opened.filter(change -> change.at().compareTo(since) >= 0).isPresent();
    if (!ofThis) {
      return withItsMaster(trace, gateway, target, operation, attempted);
    }
    return last.filter(change -> change.change() != Change.OPENED)
        .map(
            change -> {
              Optional<ConnectionForgotten> master =
                  change.change() == Change.FORGOTTEN
                      ? forgotten(trace, gateway, operation, since, attempted)
                      : Optional.empty();
              List<TraceEvent> events = new ArrayList<>(List.of(opened.orElseThrow()));
              master.ifPresent(events::add);
              events.add(change);
              return new PinholeHistory(change.change(), master, events);
            });
  }

  /** The kernel tells of pinholes that its ALG opens, and not of how they end. */
  private static Optional<PinholeHistory> withItsMaster(
      EventLog trace,
      Gateway gateway,
      Endpoint target,
      TransferAttempt operation,
      Duration attempted) {
    return AlgEvidence.about(trace, operation).stream()
        .filter(action -> action.kind() == AlgKind.TRANSLATED)
        .filter(action -> action.gateway().equals(GatewaySettings.name(gateway)))
        .filter(action -> action.pinhole().equals(Optional.of(target)))
        .reduce((earlier, later) -> later)
        .flatMap(
            action ->
                forgotten(trace, gateway, operation, action.at(), attempted)
                    .map(
                        master ->
                            new PinholeHistory(
                                Change.FORGOTTEN, Optional.of(master), List.of(action, master))));
  }

  private static Optional<ConnectionForgotten> forgotten(
      EventLog trace, Gateway gateway, TransferAttempt operation, Duration since, Duration until) {
    return trace.only(ConnectionForgotten.class).stream()
        .filter(forgotten -> forgotten.gateway().equals(GatewaySettings.name(gateway)))
        .filter(forgotten -> Durations.isUpTo(since, forgotten.at()))
        .filter(forgotten -> Durations.isUpTo(forgotten.at(), until))
        .filter(
            forgotten ->
                FtpSessions.connection(trace, operation.session())
                    .filter(number -> number == forgotten.connection())
                    .isPresent())
        .findFirst();
  }

  /** The rest of a sentence that begins with "the pinhole". */
  String words() {
    return switch (change) {
      case USED -> "was used up by another connection";
      case REPLACED -> "was replaced by one for a later announcement";
      case EXPIRED -> "had expired";
      case FORGOTTEN -> master.map(PinholeHistory::withMaster).orElse(WITH_EVERYTHING);
      default -> "was gone";
    };
  }

  private static String withMaster(ConnectionForgotten master) {
    return switch (master.cause()) {
      case IDLE ->
          "was forgotten with the control connection, which had been idle for "
              + Durations.words(master.idle());
      case EXPIRED ->
          "was forgotten with the control connection, which the gateway took for idle, as it was"
              + " told to";
      case REBOOT, RENUMBERED -> WITH_EVERYTHING;
    };
  }

  /** What a client can do about it: {@code otherwise}, unless the gateway forgot more than that. */
  List<WayOut> waysOut(EventLog trace, WayOut otherwise) {
    return master
        .map(forgotten -> ExpiryRules.waysOut(trace, forgotten, false))
        .orElse(List.of(otherwise));
  }
}
