package dev.ftpnat.waysout;

import dev.ftpnat.Scenario;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.util.List;

/** About control connections, and commands that are said over them. */
final class ControlProvocations extends ProvocationGroup {

  ControlProvocations(Tls tls) {
    super(tls);
  }

  @Override
  void addAll() {
    controlConnections();
    commands();
  }

  private void controlConnections() {
    add(
        Cause.NO_SUCH_HOST,
        "another address",
        in(Scenario.EXTERNAL_ADDRESS),
        client(Mode.PASV).with(Habit.WRONG_HOST));
    add(
        Cause.CONTROL_CONNECTION_FAILED,
        "another port",
        in(Scenario.PRIVATE_IP_PASV),
        client(Mode.EPSV).with(Habit.WRONG_PORT));
    for (AddressFamily family : AddressFamily.values()) {
      add(
          Cause.CONTROL_CONNECTION_FAILED,
          "over " + family.other() + " from a client of " + family,
          Topology.builder().dualStack().clientFamilies(family).build(),
          client(Mode.EPSV).with(Habit.OTHER_FAMILY));
    }
    Topology unforwarded =
        Topology.builder().serverGateway(Gateway.builder().forwardPassivePorts().build()).build();
    add(Cause.CONTROL_CONNECTION_FAILED, "not forwarded", unforwarded, client(Mode.EPSV));
    add(
        Cause.CONTROL_CONNECTION_FAILED,
        "not forwarded, and another port",
        unforwarded,
        client(Mode.EPSV).with(Habit.WRONG_PORT));
    Gateway forwarding = Gateway.builder().forwardPassivePorts().build();
    add(
        Cause.CONTROL_CONNECTION_FAILED,
        "not forwarded by two",
        Topology.builder().serverGateway(forwarding).serverGateway(forwarding).build(),
        client(Mode.EPSV));
    add(
        Cause.LOGIN_REFUSED,
        "wrong password",
        in(Scenario.DIRECT),
        client(Mode.PASV).with(Habit.WRONG_PASSWORD));
  }

  private void commands() {
    add(
        Cause.COMMAND_NOT_IN_UTF8,
        "a name in ISO-8859-1",
        in(Scenario.DIRECT),
        client(Mode.PASV).doing("MKD").with(Habit.SENDS_LATIN_1));
    add(Cause.COMMAND_REFUSED, "PASV", in(Scenario.EPSV_ONLY), client(Mode.PASV));
    add(
        Cause.COMMAND_REFUSED,
        "EPSV",
        in(Scenario.PRIVATE_IP_PASV, server -> server.refuse("EPSV")),
        client(Mode.EPSV));
    add(
        Cause.COMMAND_REFUSED,
        "PORT",
        in(Scenario.DIRECT, server -> server.refuse("PORT")),
        client(Mode.PORT));
    for (String command : List.of("RETR", "MLSD", "NLST", "STOU")) {
      add(
          Cause.COMMAND_REFUSED,
          command,
          in(Scenario.EXTERNAL_ADDRESS, server -> server.refuse(command)),
          client(Mode.EPSV).doing(command));
    }
    for (Mode mode : List.of(Mode.PASV, Mode.PORT, Mode.EPRT)) {
      add(
          Cause.COMMAND_REFUSED,
          "after EPSV ALL",
          in(Scenario.DIRECT),
          client(mode).with(Habit.EPSV_ALL));
    }
    for (Scenario scenario : List.of(Scenario.IPV6_ONLY, Scenario.DUAL_STACK_FIREWALL)) {
      add(Cause.OTHER_FAMILY_REQUESTED, "PASV on " + scenario, in(scenario), client(Mode.PASV));
      add(Cause.OTHER_FAMILY_REQUESTED, "PORT on " + scenario, in(scenario), client(Mode.PORT));
    }
    // What an ALG on IPv6 can't read as an EPRT it drops, if it can read at all.
    add(
        tls == Tls.NONE ? Cause.ALG_SWALLOWED_SEGMENT : Cause.OTHER_FAMILY_REQUESTED,
        "EPRT 1 on " + Scenario.DUAL_STACK_FIREWALL,
        in(Scenario.DUAL_STACK_FIREWALL),
        client(Mode.EPRT).hasty().with(Habit.ANNOUNCES_IPV4));
    add(
        Cause.NOT_NEGOTIATED,
        "never",
        in(Scenario.DIRECT),
        client(Mode.EPSV).with(Habit.DOES_NOT_NEGOTIATE));
    add(
        Cause.NOT_NEGOTIATED,
        "only once",
        in(Scenario.DIRECT),
        client(Mode.PORT).with(Habit.NEGOTIATES_ONCE));
  }
}
