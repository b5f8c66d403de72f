package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.waysout.ControlWaysOut;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.List;
import java.util.Optional;

/** Why a connection didn't come about: of all rules the first that knows. */
record ConnectionRules(EventLog trace) {

  /** One explanation; empty if it isn't that. */
  private interface Rule {
    Optional<Finding> of(BlockedConnection blocked);
  }

  private static final List<Rule> RULES =
      List.of(
          ConnectionRules::ignored,
          CapacityRule::of,
          AddressRules::renumbered,
          ConnectionRules::environmentClosed,
          HairpinRules::of,
          FamilyRules::lacking,
          ConnectionRules::controlConnection,
          ConnectionRules::besideTls,
          AddressRules::decoy,
          AddressRules::behindGateway,
          FamilyRules::ipv4OverIpv6,
          AddressRules::ownHost,
          AddressRules::nobodys,
          PortRules::elsewhere,
          PortRules::outgoing,
          PortRules::unpaired,
          PortRules::pinholeGone,
          PortRules::passive,
          PortRules::active,
          ConnectionRules::notListening,
          ConnectionRules::other);

  /** Of a control connection. */
  Finding of(ConnectionAttempt attempt) {
    return of(new BlockedConnection(trace, Optional.empty(), attempt));
  }

  /** Of a transfer that no data connection was established for. */
  Optional<Finding> of(TransferAttempt transfer) {
    return BlockedConnection.of(trace, transfer).map(ConnectionRules::of);
  }

  private static Finding of(BlockedConnection blocked) {
    Finding found =
        RULES.stream().flatMap(rule -> rule.of(blocked).stream()).findFirst().orElseThrow();
    return blocked
        .attempt()
        .filter(attempt -> blocked.isForData() && attempt.isAcceptedByGateway())
        .map(attempt -> accepted(found, attempt))
        .orElse(found);
  }

  /** What is wrong is the same as if it had been refused, but who connected was told otherwise. */
  private static Finding accepted(Finding found, ConnectionAttempt attempt) {
    return found
        .and(
            " %s accepted the connection itself, so that the %s took it for established."
                .formatted(attempt.decidedBy(), attempt.origin()))
        .as(Cause.ACCEPTED_BY_GATEWAY);
  }

  /** The server was listening where its reply led to. */
  private static Optional<Finding> ignored(BlockedConnection blocked) {
    if (blocked.attempt().isPresent() || blocked.reason() != Reason.LISTENING) {
      return Optional.empty();
    }
    String where =
        blocked
            .transfer()
            .failedAttempt()
            .map(attempt -> "went to " + attempt.target() + " instead")
            .orElse("never connected to it");
    WayOut follow =
        WayOut.of(
            Kind.FOLLOW_REPLY,
            "Let the client connect to the endpoint that %s names.".formatted(blocked.reply()));
    return blocked.finding(
        Cause.CLIENT_IGNORED_REPLY,
        "%s, which was open, but the client %s.".formatted(blocked.led(), where),
        List.of(follow),
        AlgEvidence.about(blocked.trace(), blocked.transfer()));
  }

  private static Optional<Finding> environmentClosed(BlockedConnection blocked) {
    if (blocked.reason() != Reason.ENVIRONMENT_CLOSED) {
      return Optional.empty();
    }
    WayOut later =
        WayOut.of(Kind.CLOSE_LATER, "Let the client finish before the environment is closed.");
    return blocked.finding(
        Cause.ENVIRONMENT_CLOSED,
        blocked.went() + ", but the environment was closed by then.",
        List.of(later),
        List.of());
  }

  private static Optional<Finding> controlConnection(BlockedConnection blocked) {
    if (blocked.isForData()) {
      return Optional.empty();
    }
    ControlWaysOut waysOut = new ControlWaysOut(blocked.gateways());
    ConnectionAttempt attempt = blocked.attempt().orElseThrow();
    boolean nowhere = blocked.reason() == Reason.NO_ROUTE;
    String what =
        nowhere
            ? blocked.went() + ", and no host has this address."
            : "%s: %s by %s, %s."
                .formatted(
                    blocked.went(),
                    attempt.outcome(),
                    blocked.decidedBy(),
                    blocked.reason().text());
    return blocked.finding(
        nowhere ? Cause.NO_SUCH_HOST : Cause.CONTROL_CONNECTION_FAILED,
        what + waysOut.controlEndpoint().map(at -> " The server is at " + at + ".").orElse(""),
        attempt.origin() == Party.CLIENT ? waysOut.ofControl(blocked.target()) : List.of(),
        List.of());
  }

  private static Optional<Finding> besideTls(BlockedConnection blocked) {
    return blocked
        .gateway()
        .filter(gateway -> blocked.reason() == Reason.BLOCKED_UNDER_TLS)
        .map(GatewaySettings::name)
        .flatMap(
            name ->
                blocked.finding(
                    Cause.DATA_BLOCKED_UNDER_TLS,
                    "%s, but the ALG of %s lets no data connection through beside a session under TLS."
                        .formatted(blocked.went(), name),
                    new ControlWaysOut(blocked.gateways()).ofAuth(name),
                    List.of()));
  }

  private static Optional<Finding> notListening(BlockedConnection blocked) {
    if (blocked.reason() != Reason.NOT_LISTENING) {
      return Optional.empty();
    }
    String sentence = "%s, but the %s doesn't listen there any more, or never did.";
    return blocked.isPassive()
        ? blocked.finding(
            Cause.PASSIVE_PORT_CLOSED,
            sentence.formatted(blocked.went(), Party.SERVER),
            List.of(
                WayOut.of(
                    Kind.CONNECT_ONCE_AND_SOON,
                    "Connect once for each PASV or EPSV, and soon after it.")),
            List.of())
        : blocked.finding(
            Cause.CLIENT_NOT_LISTENING,
            sentence.formatted(blocked.went(), Party.CLIENT),
            List.of(
                WayOut.of(
                    Kind.LISTEN_IN_TIME,
                    "Listen before PORT is sent, and until the transfer is over.")),
            AlgEvidence.about(blocked.trace(), blocked.transfer()));
  }

  private static Optional<Finding> other(BlockedConnection blocked) {
    return blocked.finding(
        Cause.DATA_CONNECTION_FAILED,
        "%s, but %s didn't let it through: %s."
            .formatted(blocked.went(), blocked.decidedBy(), blocked.reason().text()));
  }
}
