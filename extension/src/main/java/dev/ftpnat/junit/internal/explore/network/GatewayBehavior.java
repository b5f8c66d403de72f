package dev.ftpnat.junit.internal.explore.network;

import static dev.ftpnat.junit.internal.explore.network.GatewaySettings.NAT;
import static dev.ftpnat.junit.internal.explore.network.GatewaySettings.TWO_NATS;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import dev.ftpnat.topology.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How the gateway next to the client or the server behaves. */
final class GatewayBehavior {

  private final Side side;
  private final String gateway;

  GatewayBehavior(Side side) {
    this.side = side;
    this.gateway = "the gateway before the " + side.who();
  }

  List<Setting> all() {
    List<Setting> all = new ArrayList<>(ofAlg());
    all.addAll(ofNat());
    all.addAll(ofPools());
    all.addAll(ofTable());
    if (side == Side.SERVER) {
      all.add(
          setting(
              "masqueradesInbound",
              "NO",
              choice(
                  "YES",
                  "to the server, all connections come from the NAT before it",
                  2,
                  ".masqueradesInbound()",
                  Gateway.Builder::masqueradesInbound,
                  NAT,
                  TWO_NATS)));
    }
    return List.copyOf(all);
  }

  private List<Setting> ofAlg() {
    return List.of(
        needing(
            named("alg", "alg", gateway + " has the ALG %s")
                .of(
                    AlgBehavior.class,
                    AlgBehavior.NONE,
                    value -> value == AlgBehavior.NETFILTER ? 12 : 1,
                    side.change(Gateway.Builder::alg))),
        needing(
            named("authHandling", "authHandling", "what " + gateway + " does about AUTH is %s")
                .of(
                    AuthHandling.class,
                    AuthHandling.BLIND,
                    value -> 1,
                    side.change(Gateway.Builder::authHandling))),
        setting(
            "algPorts",
            "21",
            choice(
                "2121",
                "the ALG there looks at port 2121",
                1,
                ".algPorts(2121)",
                it -> it.algPorts(2121)),
            choice(
                "21_990",
                "the ALG there looks at ports 21 and 990",
                1,
                ".algPorts(21, 990)",
                it -> it.algPorts(21, 990)),
            choice(
                "21_INSIDE",
                "the ALG there goes by the port inside",
                1,
                ".algPortsInside(21)",
                it -> it.algPortsInside(21))));
  }

  private List<Setting> ofNat() {
    return List.of(
        setting(
            "withoutTranslationOf",
            "NONE",
            choice(
                    "IPV6",
                    gateway + " translates IPv4 only",
                    2,
                    ".withoutTranslationOf(AddressFamily.IPV6)",
                    it -> it.withoutTranslationOf(AddressFamily.IPV6),
                    NAT,
                    TWO_NATS)
                .needing(TopologySettings.FAMILY, TopologySettings.BOTH)),
        needing(
            named("mapping", "mapping", "mapping of " + gateway + " is %s")
                .of(
                    MappingBehavior.class,
                    MappingBehavior.ENDPOINT_INDEPENDENT,
                    value -> 2,
                    side.change(Gateway.Builder::mapping)),
            NAT,
            TWO_NATS),
        needing(
            named("filtering", "filtering", "filtering of " + gateway + " is %s")
                .of(
                    FilteringBehavior.class,
                    FilteringBehavior.ADDRESS_AND_PORT_DEPENDENT,
                    value -> 1,
                    side.change(Gateway.Builder::filtering)),
            NAT,
            TWO_NATS),
        needing(
            named("portAllocation", "portAllocation", "port allocation of " + gateway + " is %s")
                .of(
                    PortAllocation.class,
                    PortAllocation.PRESERVING,
                    value -> 1,
                    side.change(Gateway.Builder::portAllocation)),
            NAT,
            TWO_NATS),
        needing(
            named("unmappedPorts", "unmappedPorts", gateway + " answers what leads nowhere by %s")
                .of(
                    Refusal.class,
                    Refusal.DROP,
                    value -> value == Refusal.REJECT ? 4 : 1,
                    side.change(Gateway.Builder::unmappedPorts))),
        needing(
            named(
                    "privateDestinations",
                    "privateDestinations",
                    gateway + " answers what goes to private addresses by %s")
                .of(
                    Refusal.class,
                    Refusal.DROP,
                    value -> 2,
                    side.change(Gateway.Builder::privateDestinations))));
  }

  private List<Setting> ofPools() {
    Setting pooling =
        needing(
            named("addressPooling", "addressPooling", "address pooling of " + gateway + " is %s")
                .of(
                    AddressPooling.class,
                    AddressPooling.PAIRED,
                    value -> 2,
                    side.change(Gateway.Builder::addressPooling)),
            NAT,
            TWO_NATS);
    List<Choice> poolings = new ArrayList<>(pooling.choices());
    String pool = side.setting("addressPool");
    poolings.subList(1, poolings.size()).replaceAll(choice -> choice.needing(pool, "TWO"));
    return List.of(
        setting(
            "addressPool",
            "ONE",
            choice(
                "TWO",
                gateway + " has two public addresses",
                2,
                ".addressPool(2)",
                it -> it.addressPool(2),
                NAT,
                TWO_NATS)),
        new Setting(pooling.name(), poolings),
        setting(
            "mappedPorts",
            "ANY",
            choice(
                "FOUR",
                gateway + " has four ports for mappings",
                1,
                ".mappedPorts(40000, 40003)",
                it -> it.mappedPorts(40_000, 40_003),
                NAT,
                TWO_NATS)),
        setting(
            "portBlock",
            "NONE",
            choice(
                "16",
                gateway + " gives each host a block of 16 ports",
                1,
                ".portBlock(16)",
                it -> it.portBlock(16),
                NAT,
                TWO_NATS)));
  }

  private List<Setting> ofTable() {
    return List.of(
        setting(
            "pinholeLifetime",
            "300 s",
            choice(
                "1_MINUTE",
                "pinholes of " + gateway + " live for a minute",
                1,
                ".pinholeLifetime(Duration.ofMinutes(1))",
                it -> it.pinholeLifetime(Duration.ofMinutes(1)))),
        setting(
            "idleTimeouts",
            "RFC_5382",
            timeouts("AZURE_NAT_GATEWAY", IdleTimeouts.AZURE_NAT_GATEWAY),
            timeouts("AWS_NAT_GATEWAY", IdleTimeouts.AWS_NAT_GATEWAY),
            timeouts("GCP_CLOUD_NAT", IdleTimeouts.GCP_CLOUD_NAT),
            timeouts("CISCO_ASA", IdleTimeouts.CISCO_ASA),
            timeouts("PF", IdleTimeouts.PF),
            timeouts("LINUX", IdleTimeouts.LINUX)),
        setting(
            "connectionLimit",
            "NONE",
            limit(1, "one connection"),
            limit(2, "two connections"),
            limit(4, "four connections")),
        setting(
            "halfOpenLimit",
            "NONE",
            choice(
                "1",
                gateway + " lets one half-open connection be",
                1,
                ".halfOpenLimit(1)",
                it -> it.halfOpenLimit(1))));
  }

  private Choice timeouts(String name, IdleTimeouts timeouts) {
    return choice(
        name,
        "%s forgets idle connections after %d s"
            .formatted(gateway, timeouts.established().toSeconds()),
        1,
        ".idleTimeouts(IdleTimeouts." + name + ")",
        it -> it.idleTimeouts(timeouts));
  }

  private Choice limit(int most, String words) {
    return choice(
        String.valueOf(most),
        gateway + " has room for " + words,
        1,
        ".connectionLimit(" + most + ")",
        it -> it.connectionLimit(most));
  }

  private EnumSetting named(String name, String method, String clause) {
    return new EnumSetting(side.place(), side.setting(name), method, clause);
  }

  /** A setting that takes a gateway, of these kinds or of any. */
  private Setting needing(Setting setting, String... kinds) {
    List<Choice> choices = new ArrayList<>(setting.choices());
    choices.subList(1, choices.size()).replaceAll(choice -> choice.needing(side.kind(), of(kinds)));
    return new Setting(setting.name(), choices);
  }

  private String[] of(String... kinds) {
    return kinds.length > 0 ? kinds : side.anyGateway();
  }

  private Setting setting(String name, String direct, Choice... others) {
    List<Choice> choices = new ArrayList<>(List.of(others));
    choices.add(0, Choice.direct(direct));
    return new Setting(side.setting(name), choices);
  }

  private Choice choice(
      String name,
      String clause,
      int weight,
      String code,
      Consumer<Gateway.Builder> change,
      String... kinds) {
    return Choice.of(name, clause, weight)
        .doing(side.place(), code, side.change(change))
        .needing(side.kind(), of(kinds));
  }
}
