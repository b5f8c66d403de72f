package dev.ftpnat.junit.internal.explore.network;

import static dev.ftpnat.junit.internal.explore.network.GatewaySettings.FIREWALL;
import static dev.ftpnat.junit.internal.explore.network.GatewaySettings.NAT;
import static dev.ftpnat.junit.internal.explore.network.GatewaySettings.TWO_NATS;

import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happens while a transfer goes on, which may be a long one. */
final class TimeSettings {

  private static final List<String> TRANSFERS = transfers();

  private TimeSettings() {}

  private static List<String> transfers() {
    List<String> transfers = new ArrayList<>(List.of("RETR", "STOR"));
    transfers.addAll(ScriptSettings.LISTINGS);
    return List.copyOf(transfers);
  }

  static List<Setting> all() {
    return List.of(
        new Setting(
            "time",
            List.of(
                Choice.direct("STANDS_STILL"),
                longTransfers("SIX_MINUTES", "transfers take six minutes", 4)
                    .happening(
                        Place.DURING_TRANSFER,
                        "nat.advance(Duration.ofMinutes(6));",
                        nat -> nat.advance(Duration.ofMinutes(6))),
                rebooting("SERVER_GATEWAY_REBOOTS", "server"),
                rebooting("CLIENT_GATEWAY_REBOOTS", "client"),
                longTransfers("TIMED_OUT", "the server says 421 before a transfer is over", 1)
                    .doing(
                        Place.SERVER,
                        ".unasked(Duration.ofMinutes(5), Reply.of(\"421 Timeout\").end())",
                        draft ->
                            draft
                                .server()
                                .unasked(Duration.ofMinutes(5), Reply.of("421 Timeout").end()))
                    .happening(
                        Place.DURING_TRANSFER,
                        "nat.advance(Duration.ofMinutes(6));",
                        nat -> nat.advance(Duration.ofMinutes(6))))));
  }

  private static Choice rebooting(String name, String side) {
    return longTransfers(name, "the gateway before the " + side + " reboots during a transfer", 1)
        .happening(
            Place.DURING_TRANSFER,
            "nat.topology().%sGateways()".formatted(side)
                + ".forEach(it -> nat.gateway(it.name().orElseThrow()).reboot()); "
                + "nat.advance(Duration.ofMinutes(6));",
            nat -> {
              Topology topology = nat.topology();
              (side.equals("server") ? topology.serverGateways() : topology.clientGateways())
                  .forEach(gateway -> nat.gateway(gateway.name().orElseThrow()).reboot());
              nat.advance(Duration.ofMinutes(6));
            })
        .needing(side + "Gateway.kind", NAT, FIREWALL, TWO_NATS);
  }

  /** The reply to a transfer comes six minutes later, by the time of the network. */
  private static Choice longTransfers(String name, String clause, int weight) {
    Choice choice = Choice.of(name, clause, weight);
    for (String command : TRANSFERS) {
      choice =
          choice.doing(
              Place.SERVER,
              ".reply(\"%s\", Reply.asUsual().delayed(Duration.ofMinutes(6)))".formatted(command),
              draft ->
                  draft.server().reply(command, Reply.asUsual().delayed(Duration.ofMinutes(6))));
    }
    return choice;
  }
}
