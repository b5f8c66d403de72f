package dev.ftpnat.internal.trace.waysout;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would help in any topology, and what would if a connection broke. */
public final class WaysOut {

  private static final String RESUME =
      "and resume the transfer with REST (commons-net: setRestartOffset, curl: --continue-at -)";

  private final GatewaySettings gateways;

  public WaysOut(GatewaySettings gateways) {
    this.gateways = gateways;
  }

  // For connections that break ------------------------------------------------------------------

  /** If a gateway has forgotten a connection that was idle for so long. */
  public List<WayOut> ofForgetting(String gateway, Duration timeout, boolean transfer) {
    String time = Durations.words(timeout);
    List<WayOut> ways = new ArrayList<>();
    ways.add(
        transfer
            ? WayOut.of(
                Kind.KEEP_ALIVE,
                ("Let the client keep the control connection alive during transfers, with a NOOP"
                        + " more often than every %s (commons-net: setControlKeepAliveTimeout) or"
                        + " with TCP's keep-alives, which the simulation doesn't have (curl:"
                        + " --keepalive-time).")
                    .formatted(time))
            : keepAlive(time));
    ways.add(
        transfer
            ? WayOut.of(
                Kind.SPLIT_TRANSFERS, "Split transfers, so that none takes %s.".formatted(time))
            : ofReconnecting(false).get(0));
    ways.addAll(ofLongerMemory(gateway, timeout));
    return ways;
  }

  /** Of whoever waits for so long for a command. */
  public static WayOut keepAlive(String time) {
    return WayOut.of(
        Kind.KEEP_ALIVE, "Let the client send a NOOP more often than every %s.".formatted(time));
  }

  private static List<WayOut> ofLongerMemory(String gateway, Duration timeout) {
    return timeout.compareTo(IdleTimeouts.RFC_5382.established()) < 0
        ? List.of(
            WayOut.at(
                gateway,
                Kind.REMEMBER_LONGER,
                ("Let %s remember idle connections for longer than %s"
                        + " (Gateway.Builder.idleTimeouts); RFC 5382 asks for 2 hours 4 minutes.")
                    .formatted(gateway, Durations.words(timeout))))
        : List.of();
  }

  /** If a gateway has forgotten a data connection over which nothing came for so long. */
  public List<WayOut> ofForgettingData(String gateway, Duration timeout) {
    List<WayOut> ways = new ArrayList<>();
    ways.add(
        WayOut.of(
            Kind.AVOID_PAUSES,
            "Let neither side pause for %s during a transfer."
                .formatted(Durations.words(timeout))));
    ways.addAll(ofReconnecting(true));
    ways.addAll(ofLongerMemory(gateway, timeout));
    return ways;
  }

  /** If a connection is gone for good. */
  public List<WayOut> ofReconnecting(boolean transfer) {
    return List.of(WayOut.of(Kind.RECONNECT, reconnect(transfer) + "."));
  }

  private static String reconnect(boolean transfer) {
    return "Let the client connect anew after a failure, or a time-out of its own, "
        + (transfer ? RESUME : "and go on");
  }

  /** If a link is to blame. */
  public List<WayOut> ofLink(boolean transfer) {
    return List.of(
        new WayOut(
            Kind.RECONNECT,
            List.of(Kind.REPAIR_LINK),
            List.of(),
            reconnect(transfer) + ", once the fault is off the link."),
        WayOut.of(
            Kind.REPAIR_LINK, "Take the fault off the link, if it isn't what the test is about."));
  }

  /**
   * If a gateway has another address now, which is the server's if the gateway stands before it.
   */
  public List<WayOut> ofRenumbering(String gateway, Optional<InetAddress> now, boolean transfer) {
    if (gateways.named(gateway).filter(gateways.ofClient()::contains).isPresent()) {
      return ofReconnecting(transfer);
    }
    return List.of(
        WayOut.of(
            Kind.RESOLVE_AGAIN,
            "Let the client resolve the server's name again after a failure%s."
                .formatted(
                    now.map(address -> " and connect anew, to " + IpAddresses.text(address))
                            .orElse("")
                        + (transfer ? ", " + RESUME : ""))));
  }

  // For what comes at the wrong time ------------------------------------------------------------

  /** If a transfer wasn't agreed on, or by something that has been used before. */
  public static WayOut negotiateEach(String sentence) {
    return WayOut.of(Kind.NEGOTIATE_EACH_TRANSFER, sentence);
  }

  public static String and(List<Gateway> gateways) {
    return String.join(" and ", names(gateways));
  }

  public static List<String> names(List<Gateway> gateways) {
    return gateways.stream().map(GatewaySettings::name).toList();
  }
}
