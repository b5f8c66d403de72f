package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import java.util.ArrayList;
import java.util.List;

/** Which gateways there are on one side of a network, what they let in and what out. */
final class GatewaySettings {

  static final String NAT = "NAT";
  static final String FIREWALL = "FIREWALL";
  static final String TWO_NATS = "TWO_NATS";
  static final String NAT64 = "NAT64";

  private static final PortRange PASSIVE = new PortRange(3846, 4869);

  private final Side side;

  GatewaySettings(Side side) {
    this.side = side;
  }

  List<Setting> all() {
    List<Setting> all = new ArrayList<>();
    all.add(kind());
    all.add(side == Side.SERVER ? serverForwards() : clientForwards());
    all.add(outgoingPorts());
    all.addAll(new GatewayBehavior(side).all());
    return List.copyOf(all);
  }

  private Setting kind() {
    boolean isServer = side == Side.SERVER;
    Gateway.Builder plain = Gateway.builder();
    Gateway second = (isServer ? plain.forward(Forward.ports(1, 65535)) : plain).build();
    String forwards = isServer ? ".forward(Forward.ports(1, 65535))" : "";
    List<Choice> kinds =
        new ArrayList<>(
            List.of(
                Choice.direct("NONE"),
                Choice.of(NAT, "a NAT stands before the " + side.who(), 8)
                    .doing(
                        side.place(),
                        "Gateway.builder()",
                        draft -> side.add(draft, Gateway.builder())),
                Choice.of(FIREWALL, "a firewall stands before the " + side.who(), 4)
                    .doing(
                        side.place(),
                        "Gateway.firewall()",
                        draft -> side.add(draft, Gateway.firewall())),
                Choice.of(TWO_NATS, "two NATs stand before the " + side.who(), 2)
                    .doing(
                        side.place(),
                        "Gateway.builder()",
                        draft -> side.add(draft, Gateway.builder()))
                    .doing(
                        side.beyond(),
                        ".%sGateway(Gateway.builder()%s.build())".formatted(side.who(), forwards),
                        draft -> side.addBeyond(draft, second))));
    if (!isServer) {
      kinds.add(
          Choice.of(NAT64, "a NAT64 stands before the client", 2)
              .doing(
                  side.place(),
                  "Gateway.builder().nat64()",
                  draft -> side.add(draft, Gateway.builder().nat64())));
    }
    return new Setting(side.kind(), kinds);
  }

  private Setting serverForwards() {
    return new Setting(
        side.setting("forwards"),
        List.of(
            Choice.direct("ALL")
                .doing(
                    side.place(),
                    ".forwardControlPort().forwardPassivePorts()",
                    side.change(it -> it.forwardControlPort().forwardPassivePorts())),
            Choice.of("CONTROL_ONLY", "the gateway there forwards only the control port", 5)
                .doing(
                    side.place(),
                    ".forwardControlPort()",
                    side.change(Gateway.Builder::forwardControlPort))
                .needing(side.kind(), NAT, FIREWALL, TWO_NATS),
            Choice.of("OTHER_PORTS", "the NAT there forwards other ports to the passive ones", 3)
                .doing(
                    side.place(),
                    ".forwardControlPort().forward("
                        + "Forward.ports(new PortRange(40000, 41023), new PortRange(3846, 4869)))",
                    side.change(
                        it ->
                            it.forwardControlPort()
                                .forward(Forward.ports(new PortRange(40000, 41023), PASSIVE))))
                .needing(side.kind(), NAT, TWO_NATS),
            Choice.of("SOME_PORTS", "the gateway there forwards a part of the passive ports", 2)
                .doing(
                    side.place(),
                    ".forwardControlPort().forward(Forward.ports(3846, 3849))",
                    side.change(it -> it.forwardControlPort().forward(Forward.ports(3846, 3849))))
                .needing(side.kind(), NAT, FIREWALL, TWO_NATS),
            Choice.of("OTHER_CONTROL_PORT", "the NAT there forwards port 2121 to port 21", 2)
                .doing(
                    side.place(),
                    ".forward(Forward.ports(PortRange.of(2121), PortRange.of(21)))"
                        + ".forwardPassivePorts()",
                    side.change(
                        it ->
                            it.forward(Forward.ports(PortRange.of(2121), PortRange.of(21)))
                                .forwardPassivePorts()))
                .needing(side.kind(), NAT, TWO_NATS)
                .needing("server.controlPort", "21")
                .needing("server.tls", "EXPLICIT", "NONE", "REQUIRED"),
            Choice.of(
                    "PASSIVE_MASQUERADED",
                    "to the server, data connections come from the NAT there",
                    1)
                .doing(
                    side.place(),
                    ".forwardControlPort().forward(Forward.passivePorts().masqueraded())",
                    side.change(
                        it ->
                            it.forwardControlPort().forward(Forward.passivePorts().masqueraded())))
                .needing(side.kind(), NAT, TWO_NATS)));
  }

  private Setting clientForwards() {
    return new Setting(
        side.setting("forwards"),
        List.of(
            Choice.direct("NOTHING"),
            Choice.of("HIGH_PORTS", "the gateway there lets in ports from 1024 on", 2)
                .doing(
                    side.place(),
                    ".forward(Forward.ports(1024, 65535))",
                    side.change(it -> it.forward(Forward.ports(1024, 65535))))
                .needing(side.kind(), NAT, FIREWALL, TWO_NATS)));
  }

  private Setting outgoingPorts() {
    String clause = "the gateway before the %s lets connections out to %s only";
    Choice other =
        side == Side.SERVER
            ? Choice.of("NONE", "the gateway before the server lets no connections out", 2)
                .doing(side.place(), ".outgoingPorts()", side.change(it -> it.outgoingPorts()))
            : Choice.of("CONTROL", clause.formatted(side.who(), "ports 21 and 990"), 3)
                .doing(
                    side.place(),
                    ".outgoingPorts(21, 990)",
                    side.change(it -> it.outgoingPorts(21, 990)));
    return new Setting(
        side.setting("outgoingPorts"),
        List.of(Choice.direct("ANY"), other.needing(side.kind(), side.anyGateway())));
  }
}
