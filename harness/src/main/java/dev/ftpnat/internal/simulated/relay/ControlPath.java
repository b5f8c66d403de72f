package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.record.ControlLineLog;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.simulated.link.Links;
import dev.ftpnat.internal.simulated.routing.Connection;
import dev.ftpnat.internal.simulated.routing.Tap;
import dev.ftpnat.trace.event.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What stands between the two ends of one control connection, from the client on. */
final class ControlPath {

  private final ControlLineLog lines;
  private final List<Stage> stages = new ArrayList<>();

  /**
   * The path of a connection that the client has opened.
   *
   * @param announced told of replies before they arrive at the client
   * @param proxies makes the stage of a gateway whose proxy takes it
   */
  ControlPath(
      Connection connection,
      Links links,
      Recorder recorder,
      Announced announced,
      Ends ends,
      Function<Connection.AtGateway, Stage> proxies) {
    int gateways = connection.gateways().size();
    // Behind gateways that it doesn't meet it is on all links at once, as the record has it.
    int last = Math.max(gateways, connection.gatewaysOfPath());
    // Of a host elsewhere they are those next to the server.
    int first = links.control().size() - 1 - gateways;
    lines =
        new ControlLineLog(
            recorder,
            connection.number(),
            last + 1,
            (sender, step, before, line, when) -> {
              if (sender == Party.SERVER && step == last) {
                // It hasn't been sent on yet, so the client doesn't know more than we do.
                announced.said(line);
              }
            });
    stages.add(new ClientNic(connection.source().address()));
    for (int n = 0; n <= gateways; n++) {
      Stage link = new LinkStage(links.control().get(first + n), connection.linkLog(), ends);
      stages.add(new LoggedLink(link, lines, n, last));
      if (n < gateways) {
        Connection.AtGateway at = connection.gateways().get(n);
        Stage gateway =
            ProxyStage.takes(at)
                ? proxies.apply(at)
                : new GatewayStage(connection.number(), at, recorder, ends);
        stages.add(
            connection.tap() == Tap.NONE
                ? gateway
                : new CapturedGateway(gateway, connection.tap(), n));
      }
    }
    for (int n = gateways + 1; n <= last; n++) {
      stages.add(new LoggedLink((direction, next) -> next, lines, n, last));
    }
  }

  /** The client's network card, a link, a gateway, a link, and so on. */
  List<Stage> stages() {
    return stages;
  }

  /** The connection has ended. */
  void ended() {
    lines.ended();
  }
}
