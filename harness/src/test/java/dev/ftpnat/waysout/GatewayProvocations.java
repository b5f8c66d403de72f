package dev.ftpnat.waysout;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** About gateways that know nothing of FTP. */
final class GatewayProvocations extends ProvocationGroup {

  GatewayProvocations(Tls tls) {
    super(tls);
  }

  @Override
  void addAll() {
    firewalls();
    acceptance();
    balancers();
    besideTheServer();
    pools();
  }

  private void firewalls() {
    UnaryOperator<Gateway.Builder> alg = gateway -> gateway.alg(AlgBehavior.NETFILTER);
    Cause blindPassive = Cause.PASSIVE_PORT_NOT_OPENED_BY_BLIND_ALG;
    Cause blindActive = Cause.ACTIVE_PORT_NOT_OPENED_BY_BLIND_ALG;
    for (Mode mode : List.of(Mode.PASV, Mode.EPSV, Mode.CONTROL_ADDRESS)) {
      add(Cause.PASSIVE_PORT_BLOCKED, "drop", serverBehind(Gateway.firewall()), client(mode));
      add(
          Cause.PASSIVE_PORT_BLOCKED,
          "reject",
          serverBehind(Gateway.firewall().unmappedPorts(Refusal.REJECT)),
          client(mode));
      add(
          Cause.PASSIVE_PORT_BLOCKED,
          "in part, nothing out",
          serverBehind(Gateway.firewall().forward(Forward.ports(3850, 3855)).outgoingPorts())
              .toBuilder()
              .server(server -> server.passivePorts(3846, 3855))
              .build(),
          client(mode));
      add(
          Cause.OUTGOING_PORT_BLOCKED,
          "by a firewall before the client",
          clientBehind(Gateway.firewall().outgoingPorts(21)),
          client(mode));
      add(
          Cause.OUTGOING_PORT_BLOCKED,
          "by the client's NAT",
          in(Scenario.EXTERNAL_ADDRESS).toBuilder()
              .clientGateway(Gateway.builder().outgoingPorts(21).build())
              .build(),
          client(mode));
      if (tls != Tls.NONE) {
        add(blindPassive, "firewall", serverBehind(alg.apply(Gateway.firewall())), client(mode));
        add(
            Cause.OUTGOING_PORT_BLOCKED,
            "by a blind ALG",
            clientBehind(alg.apply(Gateway.firewall().outgoingPorts(21))),
            client(mode));
      }
    }
    for (Mode mode : List.of(Mode.PORT, Mode.EPRT)) {
      add(Cause.ACTIVE_PORT_BLOCKED, "drop", clientBehind(Gateway.firewall()), client(mode));
      add(
          Cause.ACTIVE_PORT_BLOCKED,
          "reject",
          clientBehind(Gateway.firewall().unmappedPorts(Refusal.REJECT)),
          client(mode));
      add(
          Cause.OUTGOING_PORT_BLOCKED,
          "by the server's firewall",
          serverBehind(Gateway.firewall().outgoingPorts()),
          client(mode));
      if (tls != Tls.NONE) {
        add(blindActive, "firewall", clientBehind(alg.apply(Gateway.firewall())), client(mode));
      }
    }
  }

  /** Gateways that accept what they don't let through. */
  private void acceptance() {
    for (Refusal answer : List.of(Refusal.ACCEPT_SILENTLY, Refusal.ACCEPT_AND_RESET)) {
      UnaryOperator<Gateway.Builder> accepting =
          gateway -> gateway.unmappedPorts(answer).privateDestinations(answer);
      UnaryOperator<Server.Builder> hasty = server -> server.acceptTimeout(Duration.ofMillis(300));
      add(
          Cause.CONTROL_CONNECTION_FAILED,
          answer + ", not forwarded",
          Topology.builder()
              .serverGateway(accepting.apply(Gateway.builder().forwardPassivePorts()).build())
              .build(),
          client(Mode.EPSV).hasty());
      for (Mode mode : List.of(Mode.EPSV, Mode.PASV, Mode.CONTROL_ADDRESS)) {
        add(
            Cause.ACCEPTED_BY_GATEWAY,
            answer + " before the server",
            in(Scenario.NOTHING_FORWARDED, hasty).toBuilder().gateways(accepting).build(),
            client(mode).hasty());
        add(
            Cause.ACCEPTED_BY_GATEWAY,
            answer + " in a firewall",
            in(Scenario.SERVER_BEHIND_FIREWALL, hasty).toBuilder().gateways(accepting).build(),
            client(mode).hasty());
        add(
            Cause.ACCEPTED_BY_GATEWAY,
            answer + " before the client",
            clientBehind(accepting.apply(Gateway.firewall().outgoingPorts(21))).toBuilder()
                .server(hasty)
                .build(),
            client(mode).hasty());
      }
      for (Mode mode : List.of(Mode.PORT, Mode.EPRT)) {
        add(
            Cause.ACCEPTED_BY_GATEWAY,
            answer + " for the server",
            clientBehind(accepting.apply(Gateway.firewall())),
            client(mode).hasty());
      }
    }
  }

  /** Gateways before two servers. */
  private void balancers() {
    List<Forward> apart = List.of(Forward.controlPort(), Forward.passivePorts().toOtherServer());
    for (Mode mode : List.of(Mode.PASV, Mode.EPSV, Mode.CONTROL_ADDRESS)) {
      add(
          Cause.DATA_AT_OTHER_SERVER,
          "public address",
          in(Scenario.EXTERNAL_ADDRESS).toBuilder()
              .serverGateways(gateway -> gateway.forwards(apart))
              .build(),
          client(mode));
      add(
          Cause.DATA_AT_OTHER_SERVER,
          "half of them, behind another NAT",
          in(Scenario.EXTERNAL_ADDRESS).toBuilder()
              .server(server -> server.passivePorts(3846, 3849))
              .serverGateways(
                  gateway ->
                      gateway.forwards(
                          List.of(
                              Forward.controlPort(),
                              Forward.ports(3846, 3847).toOtherServer(),
                              Forward.passivePorts())))
              .serverGateway(Gateway.builder().forwardControlPort().forwardPassivePorts().build())
              .build(),
          client(mode));
    }
    add(
        Cause.DATA_AT_OTHER_SERVER,
        "private address",
        in(Scenario.PRIVATE_IP_PASV).toBuilder()
            .serverGateways(gateway -> gateway.forwards(apart))
            .build(),
        client(Mode.CONTROL_ADDRESS));
  }

  /** A client in the server's network. */
  private void besideTheServer() {
    for (Hairpinning hairpinning : List.of(Hairpinning.NONE, Hairpinning.INTERNAL_SOURCE)) {
      for (Scenario scenario : List.of(Scenario.EXTERNAL_ADDRESS, Scenario.PRIVATE_IP_PASV)) {
        add(
            Cause.NOT_HAIRPINNED,
            "%s, control connection, %s".formatted(scenario, hairpinning),
            inside(scenario, hairpinning),
            client(Mode.PASV).with(Habit.IS_BESIDE_THE_SERVER));
      }
      add(
          Cause.NOT_HAIRPINNED,
          "data connection, " + hairpinning,
          inside(Scenario.EXTERNAL_ADDRESS, hairpinning),
          client(Mode.PASV).with(Habit.IS_BESIDE_THE_SERVER, Habit.GOES_DIRECTLY));
    }
    add(
        Cause.NOT_HAIRPINNED,
        "control connection, nothing else forwarded",
        inside(Scenario.NOTHING_FORWARDED, Hairpinning.NONE),
        client(Mode.EPSV).with(Habit.IS_BESIDE_THE_SERVER));
  }

  private static Topology inside(Scenario scenario, Hairpinning hairpinning) {
    return in(scenario).toBuilder()
        .serverGateways(gateway -> gateway.hairpinning(hairpinning))
        .clientHost("inside", ClientHost.Place.SERVER_NETWORK)
        .build();
  }

  /** Gateways with several public addresses, and with few ports. */
  private void pools() {
    Gateway.Builder spreading =
        Gateway.builder().addressPool(2).addressPooling(AddressPooling.ARBITRARY);
    for (Mode mode : List.of(Mode.PASV, Mode.EPSV, Mode.CONTROL_ADDRESS)) {
      add(
          Cause.FOREIGN_DATA_REFUSED,
          "from another address of the client's NAT",
          in(Scenario.DIRECT, ProvocationGroup::checking).toBuilder()
              .clientGateway(spreading.build())
              .build(),
          client(mode));
      add(
          Cause.NAT_PORTS_EXHAUSTED,
          "a block of one port",
          Topology.builder()
              .clientGateway(Gateway.builder().mappedPorts(1024, 1031).portBlock(1).build())
              .build(),
          client(mode));
    }
    if (tls == Tls.NONE) {
      add(
          Cause.UNPAIRED_ADDRESS,
          "the server's NAT, to a client behind an ALG",
          in(Scenario.CLIENT_BEHIND_ALG).toBuilder()
              .serverGateway(
                  spreading
                      .addressPool(3)
                      .forward(Forward.controlPort())
                      .forward(Forward.passivePorts())
                      .build())
              .build(),
          client(Mode.PORT).doing("NLST", "RETR"));
    }
  }
}
