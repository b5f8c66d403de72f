package dev.ftpnat.waysout;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.ReuseRefusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** For each cause, situations that come to it. */
final class Provocations {

  /** An address that nobody has. */
  static final String NOBODY = "203.0.113.251";

  /** What no situation of a test comes to, and why. */
  static final Map<Cause, String> EXCUSES =
      new EnumMap<>(
          Map.of(
              Cause.SCRIPTED_REPLY,
              "the script is the test's own, and nothing in the network leads out of it; see"
                  + " ScriptedRepliesTest"));

  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  /** A situation that comes to a cause. */
  record Provocation(Cause cause, String name, Situation situation) {

    @Override
    public String toString() {
      Tls tls = situation.client().tls();
      return "%s, %s, %s, %s"
          .formatted(cause, name, situation.client().mode(), tls == Tls.NONE ? "plain" : tls);
    }
  }

  private final Tls tls;
  private final List<Provocation> all = new ArrayList<>();

  private Provocations(Tls tls) {
    this.tls = tls;
  }

  /** Those with sessions of one kind. */
  static List<Provocation> all(Tls tls) {
    Provocations provocations = new Provocations(tls);
    provocations.controlConnections();
    provocations.commands();
    provocations.passiveMode();
    provocations.activeMode();
    provocations.addressChecks();
    provocations.algs();
    provocations.firewalls();
    provocations.acceptance();
    provocations.balancers();
    provocations.besideTheServer();
    provocations.pools();
    provocations.faults();
    provocations.transfers();
    if (tls == Tls.NONE) {
      provocations.inClearOnly();
      provocations.proxies();
    } else {
      provocations.underTlsOnly();
      provocations.auth();
      provocations.clearing();
    }
    return provocations.all;
  }

  /** One that nobody has had, for environments that run side by side. */
  private static String freshAddress() {
    return "203.0.113." + (200 + ADDRESSES.getAndIncrement() % 50);
  }

  private Behaviour client(Mode mode) {
    return Behaviour.of(mode).tls(tls);
  }

  private static Topology in(Scenario scenario) {
    return scenario.topology();
  }

  private static Topology in(Scenario scenario, UnaryOperator<Server.Builder> server) {
    return scenario.topology().toBuilder().server(server).build();
  }

  private void add(Cause cause, String name, Topology topology, Behaviour client) {
    add(cause, name, Situation.of(topology, client));
  }

  private void add(Cause cause, String name, Situation situation) {
    all.add(new Provocation(cause, name, situation));
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

  private static Topology serverBehind(Gateway.Builder firewall) {
    return Topology.builder().serverGateway(firewall.forwardControlPort().build()).build();
  }

  private static Topology clientBehind(Gateway.Builder firewall) {
    return Topology.builder().clientGateway(firewall.build()).build();
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
          in(Scenario.DIRECT, Provocations::checking).toBuilder()
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

  private static Topology serverBehindAlg(AlgBehavior alg) {
    return Topology.builder()
        .serverGateway(Gateway.builder().forwardControlPort().alg(alg).build())
        .build();
  }

  private static Topology clientBehindAlg(AlgBehavior alg) {
    return Topology.builder().clientGateway(Gateway.builder().alg(alg).build()).build();
  }

  private void proxies() {
    Topology before =
        Topology.builder()
            .clientGateway(Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY).build())
            .build();
    Topology behind = serverBehindAlg(AlgBehavior.SUSE_FTP_PROXY);
    add(Cause.PROXY_ADDRESS_IGNORED, "transparent proxy", before, client(Mode.CONTROL_ADDRESS));
    for (Mode mode : List.of(Mode.EPSV, Mode.EPRT)) {
      add(Cause.COMMAND_REFUSED, "transparent proxy", before, client(mode));
      add(Cause.COMMAND_REFUSED, "reverse proxy", behind, client(mode));
    }
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

  private static Server.Builder checking(Server.Builder server) {
    return server
        .refuseForeignTargets(true)
        .refuseLowTargets(true)
        .foreignData(ForeignData.REFUSED)
        .acceptTimeout(Duration.ofMillis(300));
  }

  private void addressChecks() {
    Topology masqueraded =
        in(Scenario.EXTERNAL_ADDRESS, Provocations::checking).toBuilder()
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
          in(Scenario.CLIENT_BEHIND_NAT, Provocations::checking),
          client(mode));
      add(
          Cause.FOREIGN_TARGET_REFUSED,
          "wrong address",
          in(Scenario.DIRECT, Provocations::checking),
          client(mode).with(Habit.ANNOUNCES_WRONG_ADDRESS));
      add(
          Cause.LOW_TARGET_REFUSED,
          "port 1023",
          in(Scenario.DIRECT, Provocations::checking),
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

  // Gateways and links --------------------------------------------------------------------------

  private void faults() {
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
    crowds();
    links();
    add(
        Cause.ENVIRONMENT_CLOSED,
        "too early",
        Situation.of(in(Scenario.DIRECT), client(Mode.EPSV))
            .befallen(Point.NEGOTIATED, FtpNat::close));
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

  // One kind of session only --------------------------------------------------------------------

  private void inClearOnly() {
    for (Scenario scenario : List.of(Scenario.CLIENT_BEHIND_ALG, Scenario.ALG_REWRITES)) {
      add(
          Cause.ALG_SWALLOWED_SEGMENT,
          scenario.name(),
          in(scenario),
          client(Mode.PORT).hasty().with(Habit.CUTS_COMMANDS));
    }
    add(Cause.TLS_REQUIRED, "before an ALG", in(Scenario.TLS_BLOCKED_ALG), client(Mode.PASV));
    add(
        Cause.TLS_REQUIRED,
        "in public",
        in(Scenario.DIRECT).withTls(TlsMode.REQUIRED),
        client(Mode.PASV));
    add(
        Cause.PINHOLE_GONE,
        "replaced",
        in(Scenario.ALG_REWRITES),
        client(Mode.PASV).with(Habit.FOLLOWS_OLD_REPLY));
    Deed late = nat -> nat.advance(Duration.ofSeconds(301));
    add(
        Cause.PINHOLE_GONE,
        "expired",
        Situation.of(in(Scenario.ALG_REWRITES), client(Mode.PASV))
            .befallen(Point.NEGOTIATED, late));
    add(
        Cause.PINHOLE_GONE,
        "expired",
        Situation.of(in(Scenario.CLIENT_BEHIND_ALG), client(Mode.PORT))
            .befallen(Point.NEGOTIATED, late));
    Topology implicit = in(Scenario.DIRECT).withTls(TlsMode.IMPLICIT);
    add(Cause.CONTROL_TLS_FAILED, "waits for the greeting", implicit, client(Mode.PASV).hasty());
    add(
        Cause.CONTROL_TLS_FAILED,
        "logs in in clear",
        implicit,
        client(Mode.PASV).hasty().with(Habit.SPEAKS_FIRST));
  }

  private void underTlsOnly() {
    add(
        Cause.PRIVATE_ADDRESS_FOLLOWED_BEHIND_BLIND_ALG,
        "ALG",
        in(Scenario.ALG_REWRITES),
        client(Mode.PASV));
    add(
        Cause.PRIVATE_ADDRESS_IGNORED,
        "blind ALG",
        in(Scenario.ALG_REWRITES),
        client(Mode.PASV).with(Habit.REFUSES_PRIVATE_ADDRESSES));
    add(
        Cause.PASSIVE_PORT_NOT_OPENED_BY_BLIND_ALG,
        "ALG",
        in(Scenario.ALG_REWRITES),
        client(Mode.EPSV));
    for (Mode mode : List.of(Mode.PORT, Mode.EPRT)) {
      add(
          Cause.PRIVATE_ADDRESS_IN_PORT_BEHIND_BLIND_ALG,
          "ALG",
          in(Scenario.CLIENT_BEHIND_ALG),
          client(mode));
    }
    for (Scenario scenario : List.of(Scenario.DIRECT, Scenario.ALG_REWRITES)) {
      add(
          Cause.TLS_REFUSED,
          scenario.name(),
          in(scenario).withTls(TlsMode.NONE),
          client(Mode.PASV));
    }
    add(
        Cause.TLS_REFUSED,
        "another mechanism",
        in(Scenario.DIRECT),
        client(Mode.PASV).with(Habit.OTHER_AUTH));
    handshakes();
    add(
        Cause.DATA_TLS_FAILED,
        "in clear",
        in(Scenario.DIRECT),
        client(Mode.PASV).doing("STOR").with(Habit.CLEAR_DATA));
    for (String command : List.of("RETR", "STOR", "LIST")) {
      add(
          Cause.NO_TRANSFER_COMMAND,
          "handshake before " + command,
          in(Scenario.DIRECT),
          client(Mode.EPSV).doing(command).hasty().with(Habit.HANDSHAKES_BEFORE_COMMAND));
    }
    sessions();
    add(
        Cause.DATA_NOT_PROTECTED,
        "no PROT",
        in(Scenario.DIRECT),
        client(Mode.PASV).doing("RETR").with(Habit.LEAVES_OUT_PROT));
  }

  private void sessions() {
    for (Mode mode : List.of(Mode.EPSV, Mode.PORT)) {
      for (ReuseRefusal refusal : ReuseRefusal.values()) {
        add(
            Cause.TLS_SESSION_NOT_REUSED,
            refusal.name(),
            in(
                Scenario.DIRECT,
                server -> server.sessionReuse(SessionReuse.REQUIRED_SAME_CONTROL, refusal)),
            client(mode).doing("RETR", "STOR", "RETR"));
      }
    }
    Map<String, DataTls> kinds =
        Map.of(
            "vsftpd", DataTls.vsftpd(),
            "ProFTPD", DataTls.proftpd(),
            "FileZilla Server", DataTls.fileZilla());
    kinds.forEach(
        (name, kind) -> {
          Topology topology = in(Scenario.EXTERNAL_ADDRESS, server -> server.dataTls(kind));
          add(Cause.TLS_SESSION_NOT_REUSED, name, topology, client(Mode.EPSV));
          add(
              Cause.TLS_SESSION_NOT_REUSED,
              name + ", no ticket left",
              topology,
              client(Mode.EPSV).doing("STOR", "STOR", "STOR", "STOR", "RETR").with(Habit.RESUMES));
        });
    add(
        Cause.TLS_SESSION_NOT_REUSED,
        "once only",
        in(Scenario.DIRECT, server -> server.dataTls(DataTls.fileZilla().withResumptions(1))),
        client(Mode.EPSV).with(Habit.RESUMES, Habit.READS_TO_END));
    add(
        Cause.TLS_SESSION_NOT_REUSED,
        "no tickets",
        in(
            Scenario.DIRECT,
            server ->
                server
                    .tlsProtocols("TLSv1.3")
                    .dataTls(DataTls.fileZilla().withTickets(Tickets.NONE))),
        client(Mode.EPSV).with(Habit.RESUMES, Habit.READS_TO_END));
    add(
        Cause.CLOSE_NOTIFY_MISSING,
        "FIN alone",
        in(
            Scenario.EXTERNAL_ADDRESS,
            server -> server.dataTls(DataTls.vsftpd().withReuse(SessionReuse.IGNORED))),
        client(Mode.EPSV).doing("STOR").with(Habit.ENDS_WITHOUT_CLOSE_NOTIFY));
    add(
        Cause.CLOSE_NOTIFY_MISSING,
        "reset by the server",
        in(
            Scenario.DIRECT,
            server -> server.dataTls(DataTls.defaults().withEnd(DataTls.End.RESET))),
        client(Mode.PASV).doing("LIST"));
    add(
        Cause.CLOSE_NOTIFY_MISSING,
        "FIN alone, and no answer",
        in(
            Scenario.DIRECT,
            server ->
                server.dataTls(DataTls.defaults().withUncleanUploads(UncleanUploads.UNANSWERED))),
        client(Mode.PASV).doing("STOR").hasty().with(Habit.ENDS_WITHOUT_CLOSE_NOTIFY));
  }

  private void handshakes() {
    Behaviour implicit = client(Mode.PASV).tls(Tls.IMPLICIT).hasty();
    add(Cause.CONTROL_TLS_FAILED, "implicit instead of explicit", in(Scenario.DIRECT), implicit);
    add(
        Cause.CONTROL_TLS_FAILED,
        "implicit instead of none",
        in(Scenario.DIRECT).withTls(TlsMode.NONE),
        implicit);
    add(
        Cause.CONTROL_TLS_FAILED,
        "another version",
        in(Scenario.DIRECT, server -> server.tlsProtocols("TLSv1.3")),
        client(Mode.PASV).with(Habit.OFFERS_OLD_TLS));
    add(
        Cause.CONTROL_TLS_FAILED,
        "clear after AUTH",
        in(Scenario.DIRECT),
        client(Mode.PASV).hasty().with(Habit.CLEAR_AFTER_AUTH));
    for (TlsMode mode : List.of(TlsMode.EXPLICIT, TlsMode.IMPLICIT)) {
      Behaviour client =
          mode == TlsMode.IMPLICIT ? client(Mode.PASV).tls(Tls.IMPLICIT) : client(Mode.PASV);
      Topology topology = in(Scenario.DIRECT).withTls(mode);
      for (Habit habit : List.of(Habit.DISTRUSTS, Habit.DISTRUSTS_SILENTLY)) {
        add(Cause.CERTIFICATE_NOT_TRUSTED, habit.name(), topology, client.with(habit));
        add(
            Cause.CERTIFICATE_NOT_TRUSTED,
            habit + " TLS 1.2",
            topology,
            client.with(habit, Habit.OFFERS_OLD_TLS));
      }
    }
    badCertificates();
  }

  private void badCertificates() {
    for (ServerCertificate shown :
        List.of(
            ServerCertificate.EXPIRED,
            ServerCertificate.NOT_YET_VALID,
            ServerCertificate.OTHER_AUTHORITY,
            ServerCertificate.SELF_SIGNED)) {
      add(
          Cause.BAD_CERTIFICATE_REFUSED,
          "" + shown,
          in(Scenario.DIRECT, server -> server.certificate(shown)),
          client(Mode.PASV));
      add(
          Cause.BAD_CERTIFICATE_REFUSED,
          shown + " for data",
          in(Scenario.DIRECT, server -> server.dataCertificate(shown)),
          client(Mode.PASV));
    }
    add(
        Cause.BAD_CERTIFICATE_REFUSED,
        "noticed late",
        in(Scenario.DIRECT, server -> server.certificate(ServerCertificate.OTHER_NAME)),
        client(Mode.PASV).with(Habit.CHECKS_NAMES_LATE));
  }
}
