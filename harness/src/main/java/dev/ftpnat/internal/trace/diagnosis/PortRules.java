package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.waysout.WaysOut;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.TransferAttempt;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Data connections that came to a gateway of the listening side, which let nobody in there. */
final class PortRules {

  private static final Set<Reason> CLOSED =
      EnumSet.of(Reason.NO_MAPPING, Reason.FILTERED, Reason.NOT_PERMITTED);

  private PortRules() {}

  /** A gateway before who connects doesn't let it out. */
  static Optional<Finding> outgoing(BlockedConnection blocked) {
    return blocked
        .gateway()
        .filter(gateway -> blocked.reason() == Reason.NOT_PERMITTED)
        .filter(gateway -> !blocked.ofListener().contains(gateway))
        .flatMap(
            gateway ->
                blocked.finding(
                    Cause.OUTGOING_PORT_BLOCKED,
                    "%s, but %s lets connections out %s%s."
                        .formatted(
                            blocked.went(),
                            GatewaySettings.name(gateway),
                            gateway.outgoingPorts().orElse(Set.of()).isEmpty()
                                ? "to no port"
                                : "only to "
                                    + ports(
                                        gateway.outgoingPorts().get().stream().sorted().toList()),
                            GatewaySettings.hasAlg(gateway)
                                ? ", and its ALG "
                                    + AlgEvidence.whyNothing(blocked, gateway, "open the port")
                                : "")));
  }

  private static Optional<Gateway> closedAt(BlockedConnection blocked) {
    return CLOSED.contains(blocked.reason())
        ? blocked.gateway().filter(blocked.ofListener()::contains)
        : Optional.empty();
  }

  /** A balancer has taken another server for it. */
  static Optional<Finding> elsewhere(BlockedConnection blocked) {
    return blocked
        .gateway()
        .filter(gateway -> blocked.reason() == Reason.OTHER_SERVER)
        .flatMap(
            gateway ->
                blocked.finding(
                    Cause.DATA_AT_OTHER_SERVER,
                    "%s, but %s led that to another server than the one that had said so, and that one refused it."
                        .formatted(blocked.went(), GatewaySettings.name(gateway))));
  }

  /** It came from another of its NAT's addresses than the one that the client's side knows. */
  static Optional<Finding> unpaired(BlockedConnection blocked) {
    return closedAt(blocked)
        .filter(gateway -> !blocked.isPassive())
        .flatMap(
            gateway ->
                UnpairedSource.of(blocked)
                    .flatMap(
                        source ->
                            blocked.finding(
                                Cause.UNPAIRED_ADDRESS,
                                "%s, but %s gave that connection the address %s, and %s knows the server by %s, where the control connection goes."
                                    .formatted(
                                        blocked.went(),
                                        source.gateway(),
                                        IpAddresses.text(source.given()),
                                        GatewaySettings.name(gateway),
                                        IpAddresses.text(source.known())),
                                blocked.waysOut().ofUnpaired(),
                                AlgEvidence.about(blocked.trace(), blocked.transfer()))));
  }

  /** Of a client that goes once more where it had its data connection for an earlier transfer. */
  static Optional<Finding> usedBefore(List<TransferAttempt> operations, ConnectionAttempt attempt) {
    return operations.stream()
        .filter(operation -> operation.method().isPassive() && operation.isConnected())
        .filter(operation -> operation.at().compareTo(attempt.at()) < 0)
        .filter(
            operation ->
                operation.attempts().stream()
                    .anyMatch(each -> each.cameAbout() && each.target().equals(attempt.target())))
        .reduce((earlier, later) -> later)
        .map(
            operation ->
                Finding.of(
                    Cause.PASSIVE_PORT_CLOSED,
                    "The client connected once more to %s, where the server's %s had led for %s, which was over: %s by %s, %s."
                        .formatted(
                            attempt.target(),
                            operation
                                .negotiation()
                                .flatMap(Exchange::conclusion)
                                .orElseThrow()
                                .code(),
                            operation.request().map(Exchange::verb).orElse("a transfer"),
                            attempt.outcome(),
                            attempt.decidedBy(),
                            attempt.reason().text()),
                    List.of(
                        WaysOut.negotiateEach(
                            "Send a PASV or EPSV of its own before each transfer.")),
                    evidence(operation, attempt)));
  }

  private static List<TraceEvent> evidence(TransferAttempt operation, ConnectionAttempt attempt) {
    List<TraceEvent> events = new ArrayList<>(operation.negotiation().orElseThrow().events());
    events.add(attempt);
    return events;
  }

  /** It had been open, for one connection. */
  static Optional<Finding> pinholeGone(BlockedConnection blocked) {
    return closedAt(blocked)
        .flatMap(
            gateway ->
                PinholeHistory.of(
                    blocked.trace(), gateway, blocked.arrivesAt(), blocked.transfer()))
        .flatMap(
            gone ->
                blocked.finding(
                    Cause.PINHOLE_GONE,
                    "%s, where the ALG of %s had opened a pinhole, but that %s."
                        .formatted(blocked.went(), blocked.decidedBy(), gone.words()),
                    gone.waysOut(blocked.trace(), anew(blocked)),
                    gone.events()));
  }

  private static WayOut anew(BlockedConnection blocked) {
    return blocked.isPassive()
        ? WayOut.of(
            Kind.CONNECT_ONCE_AND_SOON,
            "Connect once for each reply, soon after it, and before the next.")
        : WaysOut.negotiateEach("Send a PORT or EPRT of its own before each transfer.");
  }

  static Optional<Finding> active(BlockedConnection blocked) {
    return closedAt(blocked)
        .flatMap(
            gateway ->
                gateway.translates()
                    ? blocked.finding(
                        Cause.ACTIVE_PORT_NOT_MAPPED,
                        "%s, but %s doesn't let it in: %s."
                            .formatted(
                                blocked.went(), blocked.decidedBy(), blocked.reason().text()))
                    : activeBlocked(blocked, gateway));
  }

  private static Optional<Finding> activeBlocked(BlockedConnection blocked, Gateway gateway) {
    boolean blind =
        blocked.transfer().isEncrypted() && GatewaySettings.knows(gateway, blocked.method());
    return blocked.finding(
        blind ? Cause.ACTIVE_PORT_NOT_OPENED_BY_BLIND_ALG : Cause.ACTIVE_PORT_BLOCKED,
        "%s, but %s lets in %s, and %s."
            .formatted(
                blocked.went(),
                GatewaySettings.name(gateway),
                forwards(blocked.gateways(), gateway),
                GatewaySettings.hasAlg(gateway)
                    ? "its ALG " + AlgEvidence.whyNothing(blocked, gateway, "open the port")
                    : "has no ALG that would open the port"));
  }

  // In passive mode ---------------------------------------------------------------------------

  static Optional<Finding> passive(BlockedConnection blocked) {
    return closedAt(blocked)
        .filter(gateway -> blocked.isPassive())
        .flatMap(gateway -> passive(blocked, gateway));
  }

  private static Optional<Finding> passive(BlockedConnection blocked, Gateway gateway) {
    String but = blocked.went() + ", but ";
    String name = GatewaySettings.name(gateway);
    int announced = blocked.transfer().announced().orElse(blocked.target()).port();
    OptionalInt outside = blocked.gateways().outsidePort(gateway, announced);
    if (outside.isPresent()
        && outside.getAsInt() != announced
        && blocked.target().port() == announced) {
      return blocked.finding(
          Cause.PORT_TRANSLATED,
          but
              + "at %s it is port %d that leads to the server's port %d."
                  .formatted(name, outside.getAsInt(), announced));
    }
    boolean known = GatewaySettings.knows(gateway, blocked.method());
    boolean encrypted = blocked.transfer().isEncrypted();
    if (GatewaySettings.hasAlg(gateway) && !known) {
      return blocked.finding(
          Cause.EPSV_PORT_NOT_OPENED,
          but
              + "%s had opened no such port: its ALG doesn't know %s%s."
                  .formatted(
                      name, blocked.method(), encrypted ? ", and couldn't read it under TLS" : ""));
    }
    if (known && encrypted) {
      return blocked.finding(
          Cause.PASSIVE_PORT_NOT_OPENED_BY_BLIND_ALG,
          but
              + "%s had opened no such port: its ALG couldn't read the %s, because the control"
                  .formatted(name, blocked.method().announcement())
              + " connection was encrypted.");
    }
    return blocked.finding(
        gateway.translates() ? Cause.PASSIVE_PORT_NOT_FORWARDED : Cause.PASSIVE_PORT_BLOCKED,
        but
            + "%s %s %s, and %s."
                .formatted(
                    name,
                    gateway.translates() ? "forwards" : "lets in",
                    forwards(blocked.gateways(), gateway),
                    known
                        ? "its ALG " + AlgEvidence.whyNothing(blocked, gateway, "open the port")
                        : "has no ALG that would open the port"));
  }

  private static String forwards(GatewaySettings gateways, Gateway gateway) {
    Server server = gateways.topology().server();
    List<PortRange> some = gateways.forwardedPassivePorts(List.of(gateway));
    if (!some.isEmpty()) {
      return "%s of the server's passive ports, %s".formatted(only(some), server.passivePorts());
    }
    List<Object> all = new ArrayList<>();
    for (Forward forward : gateway.forwards()) {
      PortRange outside = forward.outside(server);
      PortRange inside = forward.inside(server);
      all.add(outside.equals(inside) ? outside : outside + " (to " + inside + ")");
    }
    return all.isEmpty() ? "nothing" : only(all);
  }

  private static String only(List<?> ports) {
    return "only " + ports(ports);
  }

  private static String ports(List<?> ports) {
    boolean several =
        ports.size() > 1 || (ports.get(0) instanceof PortRange range && range.size() > 1);
    return (several ? "ports " : "port ")
        + ports.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  // From another address ----------------------------------------------------------------------

  /**
   * A connection of the server to which a NAT with several public addresses gave another one than
   * that of the control connection.
   *
   * @param gateway the NAT
   * @param given the address that it gave
   * @param known the address that the client had connected to
   */
  private record UnpairedSource(String gateway, InetAddress given, InetAddress known) {

    /** What is to be said of a connection of the server; empty if it came from where it should. */
    static Optional<UnpairedSource> of(BlockedConnection blocked) {
      ConnectionAttempt attempt = blocked.attempt().orElseThrow();
      Optional<InetAddress> known =
          blocked.trace().connectionAttempts().stream()
              .filter(each -> each.origin() == Party.CLIENT && each.cameAbout())
              .filter(each -> each.at().compareTo(attempt.at()) < 0)
              .filter(each -> isControl(blocked, each))
              .map(each -> each.target().address())
              .reduce((earlier, later) -> later);
      return attempt.hops().stream()
          .filter(hop -> spreads(blocked, hop))
          .reduce((inner, outer) -> outer)
          .flatMap(hop -> known.map(address -> of(hop, address)))
          .filter(source -> !source.given().equals(source.known()));
    }

    private static UnpairedSource of(Hop hop, InetAddress known) {
      return new UnpairedSource(hop.gateway(), hop.translatedSource().address(), known);
    }

    private static boolean isControl(BlockedConnection blocked, ConnectionAttempt attempt) {
      return attempt.arrivesAt().port() == blocked.trace().topology().server().controlPort();
    }

    private static boolean spreads(BlockedConnection blocked, Hop hop) {
      return blocked
          .gateways()
          .named(hop.gateway())
          .filter(blocked.gateways().spreading(blocked.gateways().ofServer())::contains)
          .isPresent();
    }
  }
}
