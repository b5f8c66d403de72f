package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What can be set of a network as a whole. */
final class TopologySettings {

  private TopologySettings() {}

  static List<Setting> all() {
    return List.of(family(), vantage(), connectGiveUp());
  }

  private static Setting family() {
    return new Setting(
        "family",
        List.of(
            Choice.direct("IPV4"),
            Choice.of("IPV6", "all addresses are of IPv6", 2)
                .doing(Place.TOPOLOGY, ".ipv6()", draft -> draft.topology().ipv6())));
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
        choice -> choice.name().equals("LOOPBACK") ? choice.needing("family", "IPV4") : choice);
    return new Setting(any.name(), choices);
  }

  private static Setting connectGiveUp() {
    Duration short_ = Duration.ofMillis(200);
    return new Setting(
        "connectGiveUp",
        List.of(
            Choice.direct(Topology.FAST_CONNECT_GIVE_UP.toString()),
            Choice.of("SHORT", "a SYN is given up after 200 ms", 1)
                .doing(
                    Place.TOPOLOGY,
                    ".connectGiveUp(Duration.ofMillis(200))",
                    draft -> draft.topology().connectGiveUp(short_))));
  }
}
