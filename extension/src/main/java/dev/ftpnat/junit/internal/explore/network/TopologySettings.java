package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What can be set of a network as a whole. */
final class TopologySettings {

  static final String FAMILY = "family";
  static final String BOTH = "BOTH";

  private TopologySettings() {}

  static List<Setting> all() {
    return List.of(family(), vantage(), connectGiveUp());
  }

  private static Setting family() {
    return new Setting(
        FAMILY,
        List.of(
            Choice.direct("IPV4"),
            Choice.of("IPV6", "all addresses are of IPv6", 2)
                .doing(Place.TOPOLOGY, ".ipv6()", draft -> draft.topology().ipv6()),
            Choice.of(BOTH, "all have addresses of both families", 3)
                .doing(Place.TOPOLOGY, ".dualStack()", draft -> draft.topology().dualStack()),
            Choice.of("BOTH_ABOUT_IPV4", "all have addresses of both families, IPv4 first", 1)
                .doing(
                    Place.TOPOLOGY,
                    ".dualStack().about(AddressFamily.IPV4)",
                    draft -> draft.topology().dualStack().about(AddressFamily.IPV4)),
            Choice.of("SERVER_IPV4", "the client has addresses of both families, the server not", 1)
                .doing(
                    Place.TOPOLOGY,
                    ".dualStack().serverFamilies(AddressFamily.IPV4)",
                    draft -> draft.topology().dualStack().serverFamilies(AddressFamily.IPV4)),
            Choice.of("CLIENT_IPV6", "the server has addresses of both families, the client not", 1)
                .doing(
                    Place.TOPOLOGY,
                    ".dualStack().clientFamilies(AddressFamily.IPV6)",
                    draft -> draft.topology().dualStack().clientFamilies(AddressFamily.IPV6))));
  }

  private static Setting vantage() {
    Setting any =
        new EnumSetting(
                Place.TOPOLOGY,
                "vantage",
                "vantage",
                "the server's public side has an address of %s")
            .of(
                Vantage.class,
                Vantage.PUBLIC,
                vantage -> 2,
                (draft, value) -> draft.topology().vantage(value));
    List<Choice> choices = new ArrayList<>(any.choices());
    // IPv6 has one loopback address.
    choices.replaceAll(
        choice -> choice.name().equals("LOOPBACK") ? choice.needing(FAMILY, "IPV4") : choice);
    return new Setting(any.name(), choices);
  }

  private static Setting connectGiveUp() {
    // Longer than servers wait that wait for a short time: they give up first, as before a client
    // whose stack takes its usual time.
    Duration short_ = Duration.ofMillis(500);
    return new Setting(
        "connectGiveUp",
        List.of(
            Choice.direct(Topology.FAST_CONNECT_GIVE_UP.toString()),
            Choice.of("SHORT", "a SYN is given up after 500 ms", 1)
                .doing(
                    Place.TOPOLOGY,
                    ".connectGiveUp(Duration.ofMillis(500))",
                    draft -> draft.topology().connectGiveUp(short_))));
  }
}
