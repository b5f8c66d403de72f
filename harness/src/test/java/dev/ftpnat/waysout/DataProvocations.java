package dev.ftpnat.waysout;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.time.Duration;
import java.util.List;

/** About data connections: who goes where, and who checks that. */
final class DataProvocations extends ProvocationGroup {

  DataProvocations(Tls tls) {
    super(tls);
  }

  @Override
  void addAll() {
    passiveMode();
    activeMode();
    addressChecks();
  }

  private void passiveMode() {
    add(
        Cause.PRIVATE_ADDRESS_FOLLOWED,
        "ports forwarded",
        in(Scenario.PRIVATE_IP_PASV),
        client(Mode.PASV));
    add(
        Cause.PRIVATE_ADDRESS_FOLLOWED,
        "ports not forwarded",
        in(Scenario.NOTHING_FORWARDED),
        client(Mode.PASV));
    for (Scenario scenario : List.of(Scenario.PRIVATE_IP_PASV, Scenario.NOTHING_FORWARDED)) {
      add(
          Cause.PRIVATE_ADDRESS_IGNORED,
          scenario.name(),
          in(scenario),
          client(Mode.PASV).with(Habit.REFUSES_PRIVATE_ADDRESSES));
    }
    for (Mode mode : List.of(Mode.EPSV, Mode.CONTROL_ADDRESS)) {
      add(Cause.PASSIVE_PORT_NOT_FORWARDED, "by one", in(Scenario.NOTHING_FORWARDED), client(mode));
    }
    for (Scenario scenario : List.of(Scenario.NAT64, Scenario.NAT64_ALG)) {
      add(Cause.IPV4_ADDRESS_OVER_IPV6, scenario.name(), in(scenario), client(Mode.PASV));
    }
    if (tls == Tls.NONE) {
      add(
          Cause.IPV4_ADDRESS_OVER_IPV6,
          "vsftpd",
          in(Scenario.IPV6_ONLY, server -> server.personality(ServerPersonality.VSFTPD_3_0)),
          client(Mode.PASV));
    }
    Gateway closed = Gateway.builder().forwardControlPort().build();
    add(
        Cause.PASSIVE_PORT_NOT_FORWARDED,
        "by two",
        Topology.builder().serverGateway(closed).serverGateway(closed).build(),
        client(Mode.EPSV));
    add(
        Cause.PASSIVE_PORT_NOT_FORWARDED,
        "in part",
        Topology.builder()
            .server(server -> server.passivePorts(3846, 3855))
            .serverGateway(
                Gateway.builder().forwardControlPort().forward(Forward.ports(3850, 3855)).build())
            .build(),
        client(Mode.EPSV));
    add(Cause.EPSV_PORT_NOT_OPENED, "old ALG", in(Scenario.EPSV_BLIND_ALG), client(Mode.EPSV));
    for (Mode mode : List.of(Mode.PASV, Mode.EPSV)) {
      add(Cause.PORT_TRANSLATED, "to other ports", in(Scenario.PORT_TRANSLATING_NAT), client(mode));
      add(
          Cause.PASSIVE_PORT_CLOSED,
          "by a later reply",
          in(Scenario.EXTERNAL_ADDRESS),
          client(mode).with(Habit.FOLLOWS_OLD_REPLY));
      add(
          Cause.CLIENT_IGNORED_REPLY,
          "never connects",
          in(Scenario.EXTERNAL_ADDRESS, server -> server.acceptTimeout(Duration.ofMillis(300))),
          client(mode).with(Habit.NEVER_CONNECTS));
      for (Scenario scenario : List.of(Scenario.DIRECT, Scenario.EXTERNAL_ADDRESS)) {
        add(
            Cause.PASSIVE_PORTS_EXHAUSTED,
            scenario.name(),
            in(scenario, server -> server.passivePorts(3846, 3846)),
            client(mode).with(Habit.LEAVES_A_SESSION_OPEN));
      }
    }
    add(
        Cause.LOOPBACK_ADDRESS_ANNOUNCED,
        "by the server",
        in(Scenario.EXTERNAL_ADDRESS, server -> server.advertise("127.0.0.1")),
        client(Mode.PASV));
    add(
        Cause.WRONG_ADDRESS_ANNOUNCED,
        "by the server",
        in(Scenario.PRIVATE_IP_PASV, server -> server.advertise(freshAddress())),
        client(Mode.PASV));
  }

  private void activeMode() {
    for (Mode mode : List.of(Mode.PORT, Mode.EPRT)) {
      add(
          Cause.PRIVATE_ADDRESS_IN_PORT,
          "behind a NAT",
          in(Scenario.CLIENT_BEHIND_NAT),
          client(mode));
      for (AlgBehavior alg : List.of(AlgBehavior.NONE, AlgBehavior.RFC_6384)) {
        add(
            Cause.PRIVATE_ADDRESS_IN_PORT,
            "behind a CLAT, " + alg,
            Topology.builder()
                .clientGateway(Gateway.builder().clat().build())
                .clientGateway(Gateway.builder().nat64().alg(alg).build())
                .build(),
            client(mode));
      }
      add(
          Cause.ACTIVE_PORT_NOT_MAPPED,
          "public address",
          in(Scenario.CLIENT_BEHIND_NAT),
          client(mode).with(Habit.ANNOUNCES_PUBLIC_ADDRESS));
      add(
          Cause.CLIENT_NOT_LISTENING,
          "any more",
          in(Scenario.DIRECT),
          client(mode).with(Habit.DOES_NOT_LISTEN));
      add(
          Cause.WRONG_ADDRESS_ANNOUNCED,
          "by the client",
          in(Scenario.DIRECT),
          client(mode).with(Habit.ANNOUNCES_WRONG_ADDRESS));
      add(
          Cause.DATA_CONNECTION_FAILED,
          "the server's own NAT",
          in(Scenario.EXTERNAL_ADDRESS),
          client(mode).with(Habit.ANNOUNCES_SERVERS_ADDRESS));
    }
  }

  private void addressChecks() {
    Topology masqueraded =
        in(Scenario.EXTERNAL_ADDRESS, ProvocationGroup::checking).toBuilder()
            .serverGateways(Gateway.Builder::masqueradesInbound)
            .build();
    for (Mode mode : List.of(Mode.PORT, Mode.EPRT)) {
      add(Cause.FOREIGN_TARGET_REFUSED, "masqueraded", masqueraded, client(mode));
      add(
          Cause.FOREIGN_TARGET_REFUSED,
          "masqueraded, client behind a NAT",
          masqueraded.toBuilder().clientGateway(Gateway.builder().build()).build(),
          client(mode));
      add(
          Cause.FOREIGN_TARGET_REFUSED,
          "client behind a NAT",
          in(Scenario.CLIENT_BEHIND_NAT, ProvocationGroup::checking),
          client(mode));
      add(
          Cause.FOREIGN_TARGET_REFUSED,
          "wrong address",
          in(Scenario.DIRECT, ProvocationGroup::checking),
          client(mode).with(Habit.ANNOUNCES_WRONG_ADDRESS));
      add(
          Cause.LOW_TARGET_REFUSED,
          "port 1023",
          in(Scenario.DIRECT, ProvocationGroup::checking),
          client(mode).with(Habit.ANNOUNCES_LOW_PORT));
    }
    Forward control = Forward.controlPort();
    Forward passive = Forward.passivePorts();
    for (List<Forward> ways :
        List.of(List.of(control.masqueraded(), passive), List.of(control, passive.masqueraded()))) {
      for (Mode mode : List.of(Mode.PASV, Mode.EPSV, Mode.CONTROL_ADDRESS)) {
        for (ForeignData foreign : List.of(ForeignData.REFUSED, ForeignData.WAITED_OUT)) {
          add(
              Cause.FOREIGN_DATA_REFUSED,
              ways + ", " + foreign,
              in(Scenario.EXTERNAL_ADDRESS, it -> checking(it).foreignData(foreign)).toBuilder()
                  .serverGateways(gateway -> gateway.forwards(ways))
                  .build(),
              client(mode));
        }
      }
    }
  }
}
