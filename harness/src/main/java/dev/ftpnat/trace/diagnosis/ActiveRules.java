package dev.ftpnat.trace.diagnosis;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.TraceEvent.AlgAction;
import dev.ftpnat.trace.event.TraceEvent.AlgKind;
import dev.ftpnat.trace.event.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.session.GatewaySettings;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.List;
import java.util.Optional;

/** Why the server didn't get through to a client in active mode. */
final class ActiveRules {

  private final EventLog trace;
  private final GatewaySettings gateways;
  private final DataWaysOut waysOut;

  ActiveRules(EventLog trace) {
    this.trace = trace;
    this.gateways = GatewaySettings.of(trace.topology());
    this.waysOut = new DataWaysOut(gateways);
  }

  /** Of an operation whose data connection the server tried to open. */
  Optional<Finding> of(TransferAttempt operation) {
    return operation
        .failedAttempt()
        .map(
            attempt ->
                CapacityRule.of(trace, attempt.decidedBy(), attempt.reason())
                    .map(crowding -> crowding.finding(operation, went(operation, attempt)))
                    .orElseGet(() -> finding(operation, attempt)));
  }

  private Finding finding(TransferAttempt operation, ConnectionAttempt attempt) {
    Optional<Gateway> gateway = gateways.named(attempt.decidedBy());
    boolean ofClient = gateway.filter(gateways.ofClient()::contains).isPresent();
    boolean clientsOwn =
        !gateways.ofClient().isEmpty()
            && trace.topology().clientAddress().equals(Optional.of(attempt.target().address()));
    return switch (attempt.reason()) {
      case PRIVATE_DESTINATION -> privateAddress(operation, attempt, gateway);
      case NO_ROUTE ->
          clientsOwn
              ? privateAddress(operation, attempt, outermost())
              : of(
                  operation,
                  Cause.WRONG_ADDRESS_ANNOUNCED,
                  went(operation, attempt) + ", and no host has this address.");
      case OWN_HOST -> ownHost(operation, attempt);
      case NOT_UNICAST ->
          of(
              operation,
              Cause.WRONG_ADDRESS_ANNOUNCED,
              went(operation, attempt)
                  + ", a multicast or broadcast address, to which no connection can be made.");
      case NO_MAPPING, FILTERED ->
          ofClient
              ? notMapped(operation, attempt, gateway.orElseThrow())
              : generic(operation, attempt);
      case NOT_LISTENING ->
          Finding.of(
              operation,
              Cause.CLIENT_NOT_LISTENING,
              went(operation, attempt)
                  + ", but the client doesn't listen there any more, or never did.",
              List.of(
                  WayOut.of(
                      Kind.LISTEN_IN_TIME,
                      "Listen before PORT is sent, and until the transfer is over.")),
              AlgEvidence.about(trace, operation));
      case ENVIRONMENT_CLOSED ->
          Finding.of(
              operation,
              Cause.ENVIRONMENT_CLOSED,
              went(operation, attempt) + ", but the environment was closed by then.",
              List.of(WaysOut.closeLater()),
              List.of());
      default -> generic(operation, attempt);
    };
  }

  /** The server's own host answers. */
  private Finding ownHost(TransferAttempt operation, ConnectionAttempt attempt) {
    boolean everybodys = IpAddresses.isOwnHost(attempt.target().address());
    return of(
        operation,
        everybodys ? Cause.LOOPBACK_ADDRESS_ANNOUNCED : Cause.WRONG_ADDRESS_ANNOUNCED,
        "%s, %s, and so came back to its own host."
            .formatted(
                went(operation, attempt),
                everybodys
                    ? "which to every host means itself"
                    : "which is the server's own address"));
  }

  private Optional<Gateway> outermost() {
    return gateways.ofClient().stream().reduce((inner, outer) -> outer);
  }

  private static String went(TransferAttempt operation, ConnectionAttempt attempt) {
    return "The server followed the client's %s to %s"
        .formatted(operation.method(), attempt.target());
  }

  private Finding privateAddress(
      TransferAttempt operation, ConnectionAttempt attempt, Optional<Gateway> gateway) {
    String name = gateway.map(GatewaySettings::name).orElse(attempt.decidedBy());
    boolean blind =
        operation.isEncrypted()
            && gateway.filter(at -> GatewaySettings.knows(at, operation.method())).isPresent();
    return of(
        operation,
        blind ? Cause.PRIVATE_ADDRESS_IN_PORT_BEHIND_BLIND_ALG : Cause.PRIVATE_ADDRESS_IN_PORT,
        "%s, which is private to the network behind %s. %s"
            .formatted(
                went(operation, attempt),
                name,
                gateway.map(at -> notRewritten(operation, at)).orElse(""))
            .strip());
  }

  private String notRewritten(TransferAttempt operation, Gateway gateway) {
    String name = GatewaySettings.name(gateway);
    if (!GatewaySettings.hasAlg(gateway)) {
      return "No ALG at " + name + " rewrites the address.";
    }
    if (!GatewaySettings.knows(gateway, operation.method())) {
      return "The ALG of %s doesn't know %s.".formatted(name, operation.method());
    }
    if (operation.isEncrypted()) {
      return "The ALG of %s couldn't rewrite the address, because the control connection was encrypted."
          .formatted(name);
    }
    if (!gateways.watchesControl(gateway)) {
      return "The ALG of %s doesn't look at control connections to port %d."
          .formatted(name, gateways.controlPortAt(gateway));
    }
    return AlgEvidence.about(trace, operation).stream()
        .map(AlgAction.class::cast)
        .filter(action -> action.kind() == AlgKind.LEFT_ALONE && action.gateway().equals(name))
        .findFirst()
        .map(action -> "The ALG of %s left it alone: it %s.".formatted(name, action.reason()))
        .orElse("The ALG of %s did not rewrite the address.".formatted(name));
  }

  private Finding notMapped(TransferAttempt operation, ConnectionAttempt attempt, Gateway gateway) {
    Endpoint arrived = attempt.hops().isEmpty() ? attempt.target() : attempt.arrivesAt();
    Optional<PinholeHistory> gone = PinholeHistory.of(trace, gateway, arrived, operation);
    return gone.map(
            end ->
                Finding.of(
                    operation,
                    Cause.PINHOLE_GONE,
                    "%s, where the ALG of %s had opened a pinhole, but that %s."
                        .formatted(
                            went(operation, attempt), GatewaySettings.name(gateway), end.words()),
                    end.waysOut(
                        trace,
                        WaysOut.negotiateEach(
                            "Send a PORT or EPRT of its own before each transfer.")),
                    end.events()))
        .orElseGet(
            () ->
                of(
                    operation,
                    Cause.ACTIVE_PORT_NOT_MAPPED,
                    "%s, but %s doesn't let it in: %s."
                        .formatted(
                            went(operation, attempt),
                            attempt.decidedBy(),
                            attempt.reason().text())));
  }

  private Finding generic(TransferAttempt operation, ConnectionAttempt attempt) {
    return of(
        operation,
        Cause.DATA_CONNECTION_FAILED,
        "%s, but %s didn't let it through: %s."
            .formatted(went(operation, attempt), attempt.decidedBy(), attempt.reason().text()));
  }

  private Finding of(TransferAttempt operation, Cause cause, String sentence) {
    return Finding.of(
        operation,
        cause,
        sentence,
        waysOut.ofActive(operation),
        AlgEvidence.about(trace, operation));
  }
}
