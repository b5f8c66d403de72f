package dev.ftpnat.trace.diagnosis;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.event.TraceEvent.AlgAction;
import dev.ftpnat.trace.event.TraceEvent.AlgKind;
import dev.ftpnat.trace.event.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.GatewaySettings;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Why a client in passive mode didn't get through to the server. */
final class PassiveRules {

  private final EventLog trace;
  private final GatewaySettings gateways;
  private final DataWaysOut waysOut;

  PassiveRules(EventLog trace) {
    this.trace = trace;
    this.gateways = GatewaySettings.of(trace.topology());
    this.waysOut = new DataWaysOut(gateways);
  }

  /** Of an operation that no data connection was established for. */
  Optional<Finding> of(TransferAttempt operation) {
    if (operation.heard().isEmpty()) {
      // The reply was lost, or says something else; the control connection's rules know why.
      return Optional.empty();
    }
    Endpoint heard = operation.heard().get();
    Reachability reach = Reachability.of(trace, operation, heard);
    Optional<ConnectionAttempt> attempt = operation.failedAttempt();
    if (attempt.isEmpty() || !attempt.get().target().equals(heard)) {
      if (reach.open()) {
        return Optional.of(ignored(operation, heard));
      }
    }
    return Optional.of(
        attempt
            .map(made -> new Way(operation, made.target(), true, made.decidedBy(), made.reason()))
            .map(this::unreached)
            .orElseGet(
                () ->
                    unreached(
                        new Way(operation, heard, false, reach.decidedBy(), reach.reason()))));
  }

  /**
   * A way that doesn't lead to the server.
   *
   * @param made whether the client tried it; otherwise it only was told to
   */
  private record Way(
      TransferAttempt operation, Endpoint target, boolean made, String decidedBy, Reason reason) {

    DataMode method() {
      return operation.method();
    }

    String reply() {
      return "the server's " + method().announcement();
    }

    Endpoint heard() {
      return operation.heard().orElseThrow();
    }
  }

  private Finding ignored(TransferAttempt operation, Endpoint heard) {
    String where =
        operation
            .failedAttempt()
            .map(attempt -> "went to " + attempt.target() + " instead")
            .orElse("never connected to it");
    return Finding.of(
        operation,
        Cause.CLIENT_IGNORED_REPLY,
        "The server's %s led to %s, which was open, but the client %s."
            .formatted(operation.method().announcement(), heard, where),
        List.of(
            WayOut.of(
                Kind.FOLLOW_REPLY,
                "Let the client connect to the endpoint that the server's %s names."
                    .formatted(operation.method().announcement()))),
        algEvents(operation));
  }

  private Finding unreached(Way way) {
    return CapacityRule.of(trace, way.decidedBy(), way.reason())
        .map(crowding -> crowding.finding(way.operation(), went(way)))
        .or(() -> RenumberingRule.of(trace, way.operation(), went(way)))
        .orElseGet(() -> byReason(way));
  }

  private Finding byReason(Way way) {
    Optional<Gateway> gateway = gateways.named(way.decidedBy());
    boolean ofServer = gateway.filter(gateways.ofServer()::contains).isPresent();
    boolean serversOwn =
        !gateways.ofServer().isEmpty()
            && trace.topology().server().address().equals(Optional.of(way.target().address()));
    return switch (way.reason()) {
      case PRIVATE_DESTINATION -> privateAddress(way, gateway);
      case NO_ROUTE -> serversOwn ? privateAddress(way, outermost()) : wrongAddress(way);
      case NO_MAPPING, FILTERED ->
          ofServer ? portNotOpen(way, gateway.orElseThrow()) : generic(way);
      case OWN_HOST -> ownHost(way);
      case NOT_UNICAST -> wrongAddress(way);
      case NOT_LISTENING -> closed(way);
      case ENVIRONMENT_CLOSED -> environmentClosed(way);
      default -> generic(way);
    };
  }

  private Optional<Gateway> outermost() {
    return gateways.ofServer().stream().reduce((inner, outer) -> outer);
  }

  // The address -------------------------------------------------------------------------------

  private Finding privateAddress(Way way, Optional<Gateway> gateway) {
    String name = gateway.map(GatewaySettings::name).orElse(way.decidedBy());
    boolean blind =
        gateway.isPresent()
            && way.operation().isEncrypted()
            && GatewaySettings.knows(gateway.get(), way.method());
    String went =
        !way.made()
            ? "The server's %s named %s, and the client didn't go there: the address"
                .formatted(way.method().announcement(), way.target())
            : way.target().address().equals(way.heard().address())
                ? "The client believed %s and went to %s, which"
                    .formatted(way.reply(), way.target())
                : "The client went to %s, though %s led to %s. The address"
                    .formatted(way.target(), way.reply(), way.heard());
    return finding(
        way,
        !way.made()
            ? Cause.PRIVATE_ADDRESS_IGNORED
            : blind
                ? Cause.PRIVATE_ADDRESS_FOLLOWED_BEHIND_BLIND_ALG
                : Cause.PRIVATE_ADDRESS_FOLLOWED,
        "%s is private to the network behind %s. %s"
            .formatted(went, name, gateway.map(at -> notRewritten(way, at)).orElse("")));
  }

  private String notRewritten(Way way, Gateway gateway) {
    String name = GatewaySettings.name(gateway);
    if (!GatewaySettings.knows(gateway, way.method())) {
      return "No ALG at " + name + " rewrites the address.";
    }
    return "The ALG of %s %s.".formatted(name, whyNotRead(way, gateway, "rewrite the address"));
  }

  /** Why an ALG that knows the method did nothing. */
  private String whyNotRead(Way way, Gateway gateway, String todo) {
    if (way.operation().isEncrypted()) {
      return "couldn't " + todo + ", because the control connection was encrypted";
    }
    if (!gateways.watchesControl(gateway)) {
      return "looks at control connections to port %s only, and this one goes to port %d"
          .formatted(
              gateway.algPorts().stream()
                  .sorted()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ")),
              gateways.controlPortAt(gateway));
    }
    return leftAlone(way, gateway)
        .map(action -> "left the reply alone: it " + action.reason())
        .orElse("did not " + todo);
  }

  private Optional<AlgAction> leftAlone(Way way, Gateway gateway) {
    return way.operation().negotiation().flatMap(Exchange::conclusion).stream()
        .flatMap(
            reply ->
                trace.algActions().stream()
                    .filter(action -> action.gateway().equals(GatewaySettings.name(gateway)))
                    .filter(action -> action.kind() == AlgKind.LEFT_ALONE)
                    .filter(action -> action.segment().startsWith(reply.code() + " "))
                    .filter(action -> action.at().compareTo(way.operation().at()) >= 0))
        .findFirst();
  }

  private Finding wrongAddress(Way way) {
    return finding(
        way,
        Cause.WRONG_ADDRESS_ANNOUNCED,
        way.made() && !way.target().equals(way.heard())
            ? "The client went to %s, %s; %s led to %s."
                .formatted(way.target(), whatItIs(way), way.reply(), way.heard())
            : way.reason() == Reason.NO_ROUTE
                ? "%s led to %s, and no host has this address."
                    .formatted(capitalised(way.reply()), way.target())
                : "%s led to %s, %s."
                    .formatted(capitalised(way.reply()), way.target(), whatItIs(way)));
  }

  private static String whatItIs(Way way) {
    return way.reason() == Reason.NOT_UNICAST
        ? "a multicast or broadcast address, to which no connection can be made"
        : "which no host has";
  }

  /** The client's own host answers, as there is no server on it. */
  private Finding ownHost(Way way) {
    boolean everybodys = IpAddresses.isOwnHost(way.heard().address());
    boolean told =
        everybodys
            || way.target().equals(way.heard())
            || trace.topology().clientAddress().equals(Optional.of(way.heard().address()));
    if (!told) {
      return finding(
          way,
          Cause.WRONG_ADDRESS_ANNOUNCED,
          "The client went to %s, which is its own host, though %s led to %s."
              .formatted(way.target(), way.reply(), way.heard()));
    }
    String is =
        everybodys ? "which to every host means itself" : "which is the client's own address";
    String instead =
        way.target().equals(way.heard()) || !everybodys
            ? "came back to its own host"
            : "came back to its own host, at " + way.target();
    return finding(
        way,
        everybodys ? Cause.LOOPBACK_ADDRESS_ANNOUNCED : Cause.WRONG_ADDRESS_ANNOUNCED,
        way.made()
            ? "%s led to %s, %s. The client believed it and %s, where no server listens."
                .formatted(capitalised(way.reply()), way.heard(), is, instead)
            : "%s led to %s, %s; the client didn't try it."
                .formatted(capitalised(way.reply()), way.heard(), is));
  }

  // The port ----------------------------------------------------------------------------------

  private Finding portNotOpen(Way way, Gateway gateway) {
    // A gateway before this one may have translated the port.
    Endpoint arrived =
        way.operation()
            .failedAttempt()
            .filter(attempt -> !attempt.hops().isEmpty())
            .map(ConnectionAttempt::arrivesAt)
            .orElse(way.target());
    Optional<PinholeHistory> gone = PinholeHistory.of(trace, gateway, arrived, way.operation());
    if (gone.isPresent()) {
      return Finding.of(
          way.operation(),
          Cause.PINHOLE_GONE,
          "%s, where the ALG of %s had opened a pinhole, but that %s."
              .formatted(went(way), GatewaySettings.name(gateway), gone.get().words()),
          gone.get()
              .waysOut(
                  trace,
                  connectOnce("Connect once for each reply, soon after it, and before the next.")),
          gone.get().events());
    }
    String name = GatewaySettings.name(gateway);
    int announced = way.operation().announced().orElse(way.target()).port();
    OptionalInt outside = gateways.outsidePort(gateway, announced);
    if (outside.isPresent()
        && outside.getAsInt() != announced
        && way.target().port() == announced) {
      return finding(
          way,
          Cause.PORT_TRANSLATED,
          "%s, but at %s it is port %d that leads to the server's port %d."
              .formatted(went(way), name, outside.getAsInt(), announced));
    }
    boolean known = GatewaySettings.knows(gateway, way.method());
    boolean encrypted = way.operation().isEncrypted();
    if (GatewaySettings.hasAlg(gateway) && !known) {
      return finding(
          way,
          Cause.EPSV_PORT_NOT_OPENED,
          "%s, but %s had opened no such port: its ALG doesn't know %s%s."
              .formatted(
                  went(way),
                  name,
                  way.method(),
                  encrypted ? ", and couldn't read it under TLS" : ""));
    }
    if (known && encrypted) {
      return finding(
          way,
          Cause.PASSIVE_PORT_NOT_OPENED_BY_BLIND_ALG,
          "%s, but %s had opened no such port: its ALG couldn't read the %s, because the control"
                  .formatted(went(way), name, way.method().announcement())
              + " connection was encrypted.");
    }
    return finding(
        way,
        Cause.PASSIVE_PORT_NOT_FORWARDED,
        "%s, but %s forwards %s%s."
            .formatted(
                went(way),
                name,
                forwards(gateway),
                known
                    ? ", and its ALG " + whyNotRead(way, gateway, "open the port")
                    : ", and has no ALG that would open the port"));
  }

  private String forwards(Gateway gateway) {
    List<PortRange> some = gateways.forwardedPassivePorts(List.of(gateway));
    if (!some.isEmpty()) {
      String ports = some.stream().map(PortRange::toString).collect(Collectors.joining(", "));
      return "only %s %s of the server's passive ports, %s"
          .formatted(
              ports.matches("\\d+") ? "port" : "ports",
              ports,
              trace.topology().server().passivePorts());
    }
    String ports =
        gateway.forwards().stream()
            .map(
                forward -> {
                  String outside = forward.outside(trace.topology().server()).toString();
                  String inside = forward.inside(trace.topology().server()).toString();
                  return outside.equals(inside) ? outside : outside + " (to " + inside + ")";
                })
            .collect(Collectors.joining(", "));
    if (ports.isEmpty()) {
      return "nothing";
    }
    return (ports.matches("\\d+") ? "only port " : "only ports ") + ports;
  }

  private static String went(Way way) {
    if (!way.made()) {
      return "%s led to %s, which the client didn't try"
          .formatted(capitalised(way.reply()), way.target());
    }
    if (way.target().equals(way.heard())) {
      return "The client followed %s to %s".formatted(way.reply(), way.target());
    }
    return way.target().port() == way.heard().port()
        ? "%s named %s; the client went to that port of the control connection's address, %s"
            .formatted(capitalised(way.reply()), way.heard(), way.target())
        : "The client went to %s, though %s led to %s"
            .formatted(way.target(), way.reply(), way.heard());
  }

  // Others ------------------------------------------------------------------------------------

  private Finding closed(Way way) {
    return Finding.of(
        way.operation(),
        Cause.PASSIVE_PORT_CLOSED,
        went(way) + ", but the server doesn't listen there any more, or never did.",
        List.of(connectOnce("Connect once for each PASV or EPSV, and soon after it.")),
        List.of());
  }

  private static Finding environmentClosed(Way way) {
    return Finding.of(
        way.operation(),
        Cause.ENVIRONMENT_CLOSED,
        went(way) + ", but the environment was closed by then.",
        List.of(WaysOut.closeLater()),
        List.of());
  }

  private static WayOut connectOnce(String sentence) {
    return WayOut.of(Kind.CONNECT_ONCE_AND_SOON, sentence);
  }

  private Finding generic(Way way) {
    return finding(
        way,
        Cause.DATA_CONNECTION_FAILED,
        "%s, but %s didn't let it through: %s."
            .formatted(went(way), way.decidedBy(), way.reason().text()));
  }

  private Finding finding(Way way, Cause cause, String sentence) {
    return Finding.of(
        way.operation(),
        cause,
        sentence.strip(),
        waysOut.ofPassive(way.operation()),
        algEvents(way.operation()));
  }

  /** What ALGs did about the reply. */
  private List<TraceEvent> algEvents(TransferAttempt operation) {
    return AlgEvidence.about(trace, operation);
  }

  private static String capitalised(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
