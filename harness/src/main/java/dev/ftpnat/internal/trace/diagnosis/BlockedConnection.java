package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.waysout.DataWaysOut;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A connection that didn't come about, or wouldn't have if the client had tried it.
 *
 * @param trace the record
 * @param purpose what it was for; empty if it was to be a control connection
 * @param attempt the attempt; empty if the client was only told where to connect
 * @param target where it was to go
 * @param decidedBy where it wasn't let through
 * @param reason why
 */
record BlockedConnection(
    EventLog trace,
    Optional<TransferAttempt> purpose,
    Optional<ConnectionAttempt> attempt,
    Endpoint target,
    Place decidedBy,
    Reason reason) {

  BlockedConnection(EventLog trace, Optional<TransferAttempt> purpose, ConnectionAttempt attempt) {
    this(
        trace,
        purpose,
        Optional.of(attempt),
        attempt.target(),
        attempt.decidedBy(),
        attempt.reason());
  }

  /** Of a transfer that no data connection was established for; empty if nobody knows of one. */
  static Optional<BlockedConnection> of(EventLog trace, TransferAttempt transfer) {
    Optional<TransferAttempt> purpose = Optional.of(transfer);
    Optional<BlockedConnection> tried =
        transfer.failedAttempt().map(attempt -> new BlockedConnection(trace, purpose, attempt));
    if (!transfer.method().isPassive()) {
      return tried;
    }
    // If it wasn't heard, the reply was lost, or says something else: other rules know why.
    return transfer
        .heard()
        .map(
            heard -> {
              Reachability reach = Reachability.of(trace, transfer, heard);
              return tried
                  .filter(blocked -> !reach.open() || blocked.target.equals(heard))
                  .orElse(
                      new BlockedConnection(
                          trace,
                          purpose,
                          Optional.empty(),
                          heard,
                          reach.decidedBy(),
                          reach.reason()));
            });
  }

  // What rules ask ----------------------------------------------------------------------------

  /** What it was for, of one for data. */
  TransferAttempt transfer() {
    return purpose.orElseThrow();
  }

  boolean isForData() {
    return purpose.isPresent();
  }

  boolean isPassive() {
    return isForData() && method().isPassive();
  }

  DataMode method() {
    return transfer().method();
  }

  /** Where the client was told to go in passive mode. */
  Endpoint heard() {
    return transfer().heard().orElseThrow();
  }

  /** Where it was to go as it came to who didn't let it through: gateways translate ports. */
  Endpoint arrivesAt() {
    return attempt.map(ConnectionAttempt::arrivesAt).orElse(target);
  }

  GatewaySettings gateways() {
    return GatewaySettings.of(trace.topology());
  }

  /** The gateway that didn't let it through. */
  Optional<Gateway> gateway() {
    return gateways().at(decidedBy);
  }

  /** The gateways before who was to accept it, of one for data. */
  List<Gateway> ofListener() {
    return isPassive() ? gateways().ofServer() : gateways().ofClient();
  }

  // What they say -----------------------------------------------------------------------------

  /** What the client was told by, in passive mode. */
  String reply() {
    return "the server's " + method().announcement();
  }

  /** Where that led to; the rest of the sentence is about it. */
  String led() {
    return "The server's %s led to %s".formatted(method().announcement(), target);
  }

  /** Who went where; the rest of the sentence says what came of it. */
  String went() {
    if (!isForData()) {
      return "The %s tried to connect to %s".formatted(attempt.orElseThrow().origin(), target);
    }
    if (!isPassive()) {
      return "The server followed the client's %s to %s".formatted(method(), target);
    }
    if (attempt.isEmpty()) {
      return led() + ", which the client didn't try";
    }
    if (target.equals(heard())) {
      return "The client followed %s to %s".formatted(reply(), target);
    }
    return target.port() == heard().port()
        ? "The server's %s named %s; the client went to that port of the control connection's address, %s"
            .formatted(method().announcement(), heard(), target)
        : wentElsewhere();
  }

  /** The same of a client that went somewhere else than it was told. */
  String wentElsewhere() {
    return "The client went to %s, though %s led to %s".formatted(target, reply(), heard());
  }

  /** What helps a transfer. */
  DataWaysOut waysOut() {
    return new DataWaysOut(gateways(), transfer());
  }

  /** A problem of the way there, out of which others lead. */
  Optional<Finding> finding(Cause cause, String sentence) {
    return finding(
        cause, sentence.strip(), waysOut().ofBlocking(), AlgEvidence.about(trace, transfer()));
  }

  Optional<Finding> finding(
      Cause cause, String sentence, List<WayOut> waysOut, List<? extends TraceEvent> more) {
    return Optional.of(
        isForData()
            ? Finding.of(transfer(), cause, sentence, waysOut, more)
            : Finding.of(
                cause,
                sentence,
                waysOut,
                Stream.<TraceEvent>concat(more.stream(), attempt.stream()).toList()));
  }
}
