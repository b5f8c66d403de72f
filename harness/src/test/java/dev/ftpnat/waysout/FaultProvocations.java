package dev.ftpnat.waysout;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import dev.ftpnat.waysout.Situation.Deed;
import dev.ftpnat.waysout.Situation.Point;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** About what befalls gateways, links and transfers while they are used. */
final class FaultProvocations extends ProvocationGroup {

  FaultProvocations(Tls tls) {
    super(tls);
  }

  @Override
  void addAll() {
    gateways();
    crowds();
    links();
    transfers();
    add(
        Cause.ENVIRONMENT_CLOSED,
        "too early",
        Situation.of(in(Scenario.DIRECT), client(Mode.EPSV))
            .befallen(Point.NEGOTIATED, FtpNat::close));
  }

  private void gateways() {
    Behaviour download = client(Mode.EPSV).doing("RETR").hasty();
    add(
        Cause.CONTROL_CONNECTION_FORGOTTEN,
        "during a long transfer",
        in(Scenario.IDLE_CONTROL_TIMEOUT),
        download.with(Habit.TAKES_MINUTES));
    add(
        Cause.CONTROL_CONNECTION_FORGOTTEN,
        "after a long pause",
        in(Scenario.IDLE_CONTROL_TIMEOUT),
        download.with(Habit.RESTS_FOR_MINUTES));
    add(
        Cause.CONTROL_CONNECTION_FORGOTTEN,
        "as it was told to",
        Situation.of(in(Scenario.EXTERNAL_ADDRESS), download)
            .befallen(Point.TRANSFERRING, nat -> nat.gateway().expireIdleMappings()));
    // What is said under TLS can't be told from a goodbye.
    List<ServerPersonality> idle =
        tls == Tls.NONE
            ? List.of(ServerPersonality.VSFTPD_3_0, ServerPersonality.PYFTPDLIB_2)
            : List.of();
    for (ServerPersonality kind : idle) {
      add(
          Cause.SERVER_TIMED_OUT,
          "" + kind,
          in(Scenario.DIRECT, server -> server.personality(kind)),
          download.with(Habit.RESTS_FOR_MINUTES));
    }
    UnaryOperator<Gateway.Builder> impatient =
        gateway ->
            gateway.idleTimeouts(IdleTimeouts.RFC_5382.withEstablished(Duration.ofSeconds(3)));
    add(
        Cause.DATA_CONNECTION_FORGOTTEN,
        "during a pause",
        in(Scenario.EXTERNAL_ADDRESS).toBuilder().serverGateways(impatient).build(),
        download.with(Habit.PAUSES, Habit.KEEPS_ALIVE));
    for (Point point : List.of(Point.LOGGED_IN, Point.TRANSFERRING)) {
      Situation transfer = Situation.of(in(Scenario.EXTERNAL_ADDRESS), download);
      String name = point.name();
      add(Cause.GATEWAY_REBOOTED, name, transfer.befallen(point, nat -> nat.gateway().reboot()));
      add(Cause.GATEWAY_RENUMBERED, name, transfer.befallen(point, renumbering()));
    }
    add(
        Cause.GATEWAY_RENUMBERED,
        "before the client's",
        Situation.of(in(Scenario.CLIENT_BEHIND_NAT), download)
            .befallen(Point.LOGGED_IN, renumbering()));
    add(
        Cause.GATEWAY_RENUMBERED,
        "announced as before",
        Situation.of(in(Scenario.EXTERNAL_ADDRESS), client(Mode.PASV))
            .befallen(Point.START, renumbering()));
  }

  private static Deed renumbering() {
    String address = freshAddress();
    return nat -> nat.gateway().changePublicAddress(address);
  }

  private void crowds() {
    for (int limit : List.of(1, 2)) {
      Topology small =
          Topology.builder()
              .clientGateway(Gateway.builder().connectionLimit(limit).build())
              .build();
      Behaviour client = client(Mode.EPSV);
      add(
          Cause.TABLE_FULL,
          "room for " + limit,
          small,
          limit == 1 ? client : client.with(Habit.LEAVES_A_SESSION_OPEN));
    }
    add(
        Cause.TOO_MANY_HALF_OPEN,
        "room for one",
        in(Scenario.EXTERNAL_ADDRESS).toBuilder()
            .clientGateway(Gateway.builder().halfOpenLimit(1).build())
            .build(),
        client(Mode.EPSV).with(Habit.KNOCKS_ELSEWHERE));
  }

  private void links() {
    Situation download =
        Situation.of(
            in(Scenario.EXTERNAL_ADDRESS, server -> server.stallTimeout(Duration.ofSeconds(5))),
            client(Mode.EPSV).doing("RETR").hasty());
    add(
        Cause.LINK_SWITCHED_OFF,
        "data, before",
        download.befallen(Point.NEGOTIATED, nat -> link(nat, "data").disable()));
    add(
        Cause.LINK_SWITCHED_OFF,
        "data, during",
        download.befallen(Point.TRANSFERRING, nat -> link(nat, "data").disable()));
    add(
        Cause.LINK_SWITCHED_OFF,
        "control",
        download.befallen(Point.LOGGED_IN, nat -> link(nat, "control").disable()));
    add(
        Cause.LINK_TOXIC,
        "limit",
        download.befallen(
            Point.LOGGED_IN,
            nat -> link(nat, "data").toxics().limitData("limit", ToxicDirection.DOWNSTREAM, 1000)));
  }

  private static Proxy link(FtpNat nat, String name) throws IOException {
    return nat.toxiproxy().getProxy(name);
  }

  private void transfers() {
    for (String command : List.of("RETR", "STOR")) {
      add(
          Cause.SENT_AS_TEXT,
          command,
          in(Scenario.DIRECT),
          client(Mode.EPSV).doing(command).with(Habit.LEAVES_OUT_TYPE));
    }
    add(
        Cause.TRANSFER_BROKEN_OFF,
        "by the client",
        in(Scenario.EXTERNAL_ADDRESS),
        client(Mode.EPSV).doing("RETR").with(Habit.BREAKS_OFF));
  }
}
