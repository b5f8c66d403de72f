package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connections of a client beside the server that went to the public address. */
final class HairpinRules {

  private HairpinRules() {}

  static Optional<Finding> of(BlockedConnection blocked) {
    boolean answered = blocked.reason() == Reason.ANSWERED_DIRECTLY;
    boolean ofClient = !blocked.isForData() || blocked.isPassive();
    if (!ofClient || (!answered && blocked.reason() != Reason.NOT_HAIRPINNED)) {
      return Optional.empty();
    }
    return blocked
        .gateway()
        .or(() -> blocked.gateways().ofServer().stream().findFirst())
        .flatMap(gateway -> of(blocked, gateway, answered));
  }

  private static Optional<Finding> of(
      BlockedConnection blocked, Gateway gateway, boolean answered) {
    String what =
        answered
            ? "%s led that back in with the source that it had, and the server answered directly, from an address that the client doesn't wait for."
            : "%s leads nothing back in that comes from behind it.";
    return blocked.finding(
        Cause.NOT_HAIRPINNED,
        blocked.went() + ", but " + what.formatted(GatewaySettings.name(gateway)),
        blocked.isForData() ? ofData(gateway, blocked) : ofControl(gateway, blocked),
        List.of());
  }

  private static String leadBackIn(String name) {
    return ("Let %s lead connections from behind it to its public address back in, with that address"
            + " for a source (RFC 5382 REQ-8, \"NAT loopback\", Gateway.Builder.hairpinning)")
        .formatted(name);
  }

  /** The control connection has gone to the server's own address. */
  private static List<WayOut> ofData(Gateway gateway, BlockedConnection blocked) {
    String name = GatewaySettings.name(gateway);
    List<WayOut> ways = new ArrayList<>();
    ways.add(WayOut.at(name, Kind.LEAD_BACK_IN, leadBackIn(name) + "."));
    direct(blocked.gateways().topology().server())
        .forEach(
            (kind, words) -> ways.add(WayOut.of(kind, "Let the client use %s.".formatted(words))));
    return ways;
  }

  private static List<WayOut> ofControl(Gateway gateway, BlockedConnection blocked) {
    String name = GatewaySettings.name(gateway);
    GatewaySettings gateways = blocked.gateways();
    Server server = gateways.topology().server();
    List<WayOut> ways = new ArrayList<>();
    boolean passive = gateways.forwardsPassivePorts(gateway);
    ways.add(
        new WayOut(
            Kind.LEAD_BACK_IN,
            passive ? List.of() : List.of(Kind.USE_PORT),
            List.of(name),
            leadBackIn(name) + (passive ? "." : ", together with active mode.")));
    Map<Kind, String> direct = direct(server);
    boolean asAnnounced = !server.advertisesPublicAddress() && server.advertisedAddress().isEmpty();
    server
        .address()
        .map(address -> new Endpoint(address, server.controlPort()))
        .map(own -> toServer(own, asAnnounced ? Map.of() : direct))
        .ifPresent(ways::add);
    return ways;
  }

  private static WayOut toServer(Endpoint own, Map<Kind, String> with) {
    return new WayOut(
        Kind.CONNECT_TO_SERVER,
        List.copyOf(with.keySet()),
        List.of(),
        "Connect to the server's own address, %s%s."
            .formatted(
                own,
                with.isEmpty()
                    ? ""
                    : ", together with "
                        + String.join(" or ", with.values())
                        + " for data connections"));
  }

  /** How data connections come about whose control connection goes to the server's own address. */
  private static Map<Kind, String> direct(Server server) {
    Map<Kind, String> direct = new LinkedHashMap<>();
    direct.put(Kind.USE_EPSV, "EPSV");
    direct.put(
        Kind.USE_CONTROL_ADDRESS,
        "PASV at the control connection's address instead of that in 227");
    direct.put(Kind.USE_PORT, "active mode");
    if (server.refusedCommands().contains("EPSV")) {
      direct.remove(Kind.USE_EPSV);
    }
    if (server.refusedCommands().contains("PASV")) {
      direct.remove(Kind.USE_CONTROL_ADDRESS);
    }
    if (server.refusedCommands().contains("PORT")) {
      direct.remove(Kind.USE_PORT);
    }
    return direct;
  }
}
