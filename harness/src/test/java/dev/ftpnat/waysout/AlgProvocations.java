package dev.ftpnat.waysout;

import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.util.List;
import java.util.function.UnaryOperator;

/** About ALGs and proxies: what they make of commands, and of TLS. */
final class AlgProvocations extends ProvocationGroup {

  AlgProvocations(Tls tls) {
    super(tls);
  }

  @Override
  void addAll() {
    algs();
    if (tls == Tls.NONE) {
      proxies();
    } else {
      auth();
      clearing();
    }
  }

  private static Topology serverBehindAlg(AlgBehavior alg) {
    return Topology.builder()
        .serverGateway(Gateway.builder().forwardControlPort().alg(alg).build())
        .build();
  }

  private static Topology clientBehindAlg(AlgBehavior alg) {
    return Topology.builder().clientGateway(Gateway.builder().alg(alg).build()).build();
  }

  private void algs() {
    if (tls == Tls.NONE) {
      add(
          Cause.ALG_CLOSED_CONNECTION,
          "no NOOP",
          in(Scenario.NAT64_ALG, server -> server.refuse("NOOP")),
          client(Mode.EPSV).with(Habit.EPSV_ALL));
    }
    for (AlgBehavior alg : List.of(AlgBehavior.OPENBSD_FTP_PROXY, AlgBehavior.CISCO_STRICT)) {
      if (tls == Tls.NONE) {
        add(
            Cause.ALG_CLOSED_CONNECTION,
            alg + ", low port",
            clientBehindAlg(alg),
            client(Mode.PORT).hasty().with(Habit.ANNOUNCES_LOW_PORT));
      } else {
        add(
            Cause.ALG_CLOSED_CONNECTION,
            alg + " before the server",
            serverBehindAlg(alg),
            client(Mode.EPSV).hasty());
        add(
            Cause.ALG_CLOSED_CONNECTION,
            alg + " before the client",
            clientBehindAlg(alg),
            client(Mode.EPSV).hasty());
      }
    }
    Topology wrongPort =
        Topology.builder()
            .serverGateway(
                Gateway.builder()
                    .forward(Forward.ports(new PortRange(2121, 2121), new PortRange(21, 21)))
                    .alg(AlgBehavior.NETFILTER)
                    .build())
            .build();
    if (tls == Tls.NONE) {
      add(Cause.PRIVATE_ADDRESS_FOLLOWED, "ALG outside", wrongPort, client(Mode.PASV));
      for (Mode mode : List.of(Mode.PASV, Mode.EPSV, Mode.CONTROL_ADDRESS)) {
        add(
            Cause.PASSIVE_PORT_NOT_FORWARDED,
            "only rewritten",
            serverBehindAlg(AlgBehavior.REWRITES_ONLY),
            client(mode));
      }
      for (Mode mode : List.of(Mode.PORT, Mode.EPRT)) {
        add(
            Cause.ACTIVE_PORT_NOT_MAPPED,
            "only rewritten",
            clientBehindAlg(AlgBehavior.REWRITES_ONLY),
            client(mode));
      }
      add(
          Cause.PRIVATE_ADDRESS_IN_PORT,
          "Slirp",
          clientBehindAlg(AlgBehavior.SLIRP),
          client(Mode.EPRT));
      add(
          Cause.PASSIVE_PORT_NOT_FORWARDED,
          "libalias, public address",
          serverBehindAlg(AlgBehavior.LIBALIAS).toBuilder()
              .server(Server.Builder::advertisePublicAddress)
              .build(),
          client(Mode.PASV));
    }
  }

  private void proxies() {
    Topology before =
        Topology.builder()
            .clientGateway(Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY).build())
            .build();
    Topology behind = serverBehindAlg(AlgBehavior.SUSE_FTP_PROXY);
    add(Cause.PROXY_ADDRESS_IGNORED, "transparent proxy", before, client(Mode.CONTROL_ADDRESS));
    add(
        Cause.DATA_CONNECTION_FAILED,
        "reverse proxy that is told the public address",
        behind.toBuilder().server(Server.Builder::advertisePublicAddress).build(),
        client(Mode.PASV));
    for (Mode mode : List.of(Mode.EPSV, Mode.EPRT)) {
      add(Cause.COMMAND_REFUSED, "transparent proxy", before, client(mode));
      add(Cause.COMMAND_REFUSED, "reverse proxy", behind, client(mode));
    }
  }

  private void auth() {
    add(
        Cause.TLS_REFUSED_BY_ALG,
        "reverse proxy",
        serverBehindAlg(AlgBehavior.SUSE_FTP_PROXY),
        client(Mode.PASV));
    for (AlgBehavior reader : List.of(AlgBehavior.NONE, AlgBehavior.NETFILTER)) {
      for (AuthHandling handling : AuthHandling.values()) {
        UnaryOperator<Gateway.Builder> dealing =
            gateway -> gateway.alg(reader).authHandling(handling);
        auth(
            handling,
            reader + " before the server",
            Scenario.EXTERNAL_ADDRESS.topology().toBuilder().serverGateways(dealing).build());
        auth(
            handling,
            reader + " before the client",
            Topology.builder().clientGateway(dealing.apply(Gateway.builder()).build()).build());
        auth(
            handling,
            reader + " in a firewall",
            serverBehind(dealing.apply(Gateway.firewall().forwardPassivePorts())));
      }
    }
  }

  private void auth(AuthHandling handling, String where, Topology topology) {
    String name = handling + ", " + where;
    Behaviour client = client(Mode.EPSV).hasty();
    switch (handling) {
      case BLIND, OPENED -> {}
      case REFUSED, MASKED -> add(Cause.TLS_REFUSED_BY_ALG, name, topology, client);
      case HIDDEN -> add(Cause.TLS_HIDDEN_BY_ALG, name, topology, client.with(Habit.TRUSTS_FEAT));
      case DROPPED -> add(Cause.ALG_SWALLOWED_SEGMENT, name, topology, client);
      case SESSION_CLOSED -> add(Cause.ALG_CLOSED_CONNECTION, name, topology, client);
      case CORRUPTED -> add(Cause.TLS_BROKEN_BY_ALG, name, topology, client);
      case DATA_BLOCKED -> {
        for (Mode mode : List.of(Mode.PASV, Mode.EPSV)) {
          add(Cause.DATA_BLOCKED_UNDER_TLS, name, topology, client(mode));
        }
        if (topology.clientGateways().isEmpty()) {
          add(Cause.DATA_BLOCKED_UNDER_TLS, name, topology, client(Mode.PORT));
        }
      }
    }
  }

  /** With a server that would obey CCC. */
  private void clearing() {
    UnaryOperator<Server.Builder> obeying = server -> server.obeyCcc(true);
    add(
        Cause.PRIVATE_ADDRESS_FOLLOWED_BEHIND_BLIND_ALG,
        "CCC",
        in(Scenario.ALG_REWRITES, obeying),
        client(Mode.PASV));
    for (Scenario scenario : List.of(Scenario.ALG_REWRITES, Scenario.SERVER_BEHIND_FIREWALL_ALG)) {
      add(
          Cause.PASSIVE_PORT_NOT_OPENED_BY_BLIND_ALG,
          "CCC, " + scenario,
          in(scenario, obeying),
          client(Mode.EPSV));
    }
    for (Mode mode : List.of(Mode.PORT, Mode.EPRT)) {
      add(
          Cause.PRIVATE_ADDRESS_IN_PORT_BEHIND_BLIND_ALG,
          "CCC",
          in(Scenario.CLIENT_BEHIND_ALG, obeying),
          client(mode));
      add(
          Cause.ACTIVE_PORT_NOT_OPENED_BY_BLIND_ALG,
          "CCC",
          in(Scenario.CLIENT_BEHIND_FIREWALL_ALG, obeying),
          client(mode));
    }
  }
}
