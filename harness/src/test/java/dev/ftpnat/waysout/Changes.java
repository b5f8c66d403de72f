package dev.ftpnat.waysout;

import dev.ftpnat.Patience;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.DataTls.End;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes ways out: makes the changes to a situation that they ask for. */
final class Changes {

  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  private static final Pattern PORTS =
      Pattern.compile(": (\\d+)(?:-(\\d+))? \\(Server\\.Builder\\.passivePorts\\)");

  private static final int OTHER_PORT = 2121;

  /** Where clients get their ports from. */
  private static final Forward EPHEMERAL = Forward.ports(10_000, 65_535);

  private static final Map<String, String> OLDER =
      Map.of("MLSD", "LIST", "NLST", "LIST", "STOU", "STOR");

  /** Enough for the client to meet what it gets over, and to get over it. */
  private static final Duration RESILIENT_PATIENCE = Patience.of(Duration.ofMillis(1_500));

  private final WayOut way;
  private final Topology running;

  private Changes(WayOut way, Topology running) {
    this.way = way;
    this.running = running;
  }

  /**
   * The situations in which a way out has been taken: one, or one for each change that may go with
   * it.
   *
   * @param running the topology of the diagnosis, with names and addresses
   */
  static Map<String, Situation> of(Situation situation, WayOut way, Topology running) {
    Changes changes = new Changes(way, running);
    Situation alone = changes.apply(way.kind(), changes.patient(situation));
    if (way.helpsAlone()) {
      return Map.of(way.kind().name(), alone);
    }
    Map<String, Situation> all = new LinkedHashMap<>();
    way.with().forEach(kind -> all.put(way.kind() + " with " + kind, changes.apply(kind, alone)));
    return all;
  }

  /** As long as things work, nobody has to hurry. */
  private Situation patient(Situation situation) {
    boolean resilient = way.kind() == Kind.RECONNECT || way.kind() == Kind.RESOLVE_AGAIN;
    return situation
        .client(
            it ->
                new Behaviour(
                    it.mode(),
                    it.tls(),
                    it.commands(),
                    resilient ? RESILIENT_PATIENCE : Duration.ofSeconds(15),
                    it.habits()))
        .server(server -> server.acceptTimeout(Duration.ofSeconds(10)));
  }

  private Situation apply(Kind kind, Situation situation) {
    return switch (kind) {
      // The server
      case ANNOUNCE_PUBLIC_ADDRESS -> announcePublicAddress(situation);
      case ANNOUNCE_INSIDE_ADDRESS -> situation.server(Server.Builder::advertiseOwnAddress);
      case WIDEN_PASSIVE_RANGE -> situation.server(server -> server.passivePorts(3846, 3946));
      case NARROW_PASSIVE_RANGE -> narrowPassiveRange(situation);
      case ACCEPT_COMMAND -> situation.topology(it -> it.server(accepting(it.build().server())));
      case OFFER_TLS -> situation.server(server -> server.tls(TlsMode.EXPLICIT));
      case MOVE_CONTROL_PORT -> situation.server(it -> it.controlPort(OTHER_PORT));
      case ALLOW_FOREIGN_TARGETS -> situation.server(it -> it.refuseForeignTargets(false));
      case ALLOW_FOREIGN_DATA -> situation.server(it -> it.foreignData(ForeignData.SERVED));
      case IGNORE_TLS_SESSION ->
          situation.server(server -> server.sessionReuse(SessionReuse.IGNORED));
      case ACCEPT_MISSING_CLOSE_NOTIFY ->
          situation.server(
              server ->
                  server.dataTls(
                      running.server().dataTls().withUncleanUploads(UncleanUploads.ACCEPTED)));
      case END_WITH_CLOSE_NOTIFY ->
          situation.server(
              server -> server.dataTls(running.server().dataTls().withEnd(End.CLOSE_NOTIFY)));
      // Gateways
      case ENLARGE_PORT_RANGE ->
          gateways(situation, gateway -> gateway.mappedPorts(1024, 65535).portBlock(1000));
      case PAIR_ADDRESSES ->
          gateways(situation, gateway -> gateway.addressPooling(AddressPooling.PAIRED));
      case LEAD_BACK_IN ->
          gateways(situation, gateway -> gateway.hairpinning(Hairpinning.EXTERNAL_SOURCE));
      case KEEP_AFFINITY -> gateways(situation, Gateway.Builder::keepsClientsAtOneServer);
      case KEEP_SOURCE_ADDRESS -> gateways(situation, Gateway.Builder::keepsInboundSources);
      case FORWARD_PASSIVE_PORTS -> gateways(situation, Changes::forwardPassivePorts);
      case FORWARD_CONTROL_PORT -> gateways(situation, Gateway.Builder::forwardControlPort);
      case ALLOW_OUTGOING_PORTS -> gateways(situation, Gateway.Builder::anyOutgoingPort);
      case LET_IN_ACTIVE_PORTS -> gateways(situation, gateway -> gateway.forward(EPHEMERAL));
      case TURN_ON_ALG ->
          gateways(
              situation,
              gateway ->
                  gateway
                      .alg(
                          running.nat64().isPresent()
                              ? AlgBehavior.RFC_6384
                              : AlgBehavior.NETFILTER)
                      .algPorts(running.server().controlPort()));
      case TURN_OFF_ALG ->
          gateways(
              situation,
              gateway ->
                  forwardPassivePorts(
                      gateway.alg(AlgBehavior.NONE).authHandling(AuthHandling.BLIND)));
      case REMEMBER_LONGER ->
          gateways(situation, gateway -> gateway.idleTimeouts(IdleTimeouts.RFC_5382));
      case ENLARGE_TABLE -> gateways(situation, gateway -> gateway.connectionLimit(10));
      case ALLOW_MORE_HALF_OPEN -> gateways(situation, gateway -> gateway.halfOpenLimit(10));
      // The client's control connection
      case CONNECT_TO_SERVER ->
          without(situation, Habit.WRONG_HOST, Habit.OTHER_FAMILY, Habit.WRONG_PORT)
              .client(
                  it -> it.does(Habit.IS_BESIDE_THE_SERVER) ? it.with(Habit.GOES_DIRECTLY) : it);
      case USE_AUTH_TLS ->
          without(
              situation.client(it -> it.tls(Tls.EXPLICIT)),
              Habit.OTHER_AUTH,
              Habit.TRUSTS_FEAT,
              Habit.CLEAR_AFTER_AUTH);
      case USE_IMPLICIT_TLS ->
          without(situation.client(it -> it.tls(Tls.IMPLICIT)), Habit.SPEAKS_FIRST);
      case USE_CCC -> situation.client(it -> it.with(Habit.SENDS_CCC));
      case USE_NO_TLS -> situation.client(it -> it.tls(Tls.NONE));
      case OFFER_OTHER_TLS -> without(situation, Habit.OFFERS_OLD_TLS);
      case TRUST_CERTIFICATE -> without(situation, Habit.DISTRUSTS, Habit.DISTRUSTS_SILENTLY);
      case USE_RIGHT_LOGIN -> without(situation, Habit.WRONG_PASSWORD);
      case SEND_UTF8 -> without(situation, Habit.SENDS_LATIN_1);
      case SEND_WHOLE_COMMANDS -> without(situation, Habit.CUTS_COMMANDS);
      // How the client agrees on data connections
      case USE_EPSV -> situation.client(it -> it.mode(Mode.EPSV));
      case USE_PASV -> situation.client(it -> it.mode(Mode.PASV));
      case USE_CONTROL_ADDRESS ->
          without(
              situation.client(it -> it.mode(Mode.CONTROL_ADDRESS)),
              Habit.REFUSES_PRIVATE_ADDRESSES);
      case USE_PORT -> situation.client(it -> it.mode(Mode.PORT));
      case USE_EPRT -> without(situation.client(it -> it.mode(Mode.EPRT)), Habit.ANNOUNCES_IPV4);
      case OMIT_EPSV_ALL -> without(situation, Habit.EPSV_ALL);
      case USE_OTHER_COMMAND ->
          situation.client(
              it ->
                  it.doing(
                      it.commands().stream()
                          .map(command -> OLDER.getOrDefault(command, command))
                          .toArray(String[]::new)));
      case ANNOUNCE_OWN_ADDRESS -> announcingOwnAddress(situation);
      case ANNOUNCE_OWN_PUBLIC_ADDRESS ->
          gateways(
              announcingOwnAddress(situation).client(it -> it.with(Habit.ANNOUNCES_PUBLIC_ADDRESS)),
              gateway -> gateway.forward(EPHEMERAL));
      case ANNOUNCE_HIGH_PORT -> without(situation, Habit.ANNOUNCES_LOW_PORT);
      case NEGOTIATE_EACH_TRANSFER ->
          without(situation, Habit.DOES_NOT_NEGOTIATE, Habit.NEGOTIATES_ONCE).unbefallen();
      case FOLLOW_REPLY -> without(situation, Habit.NEVER_CONNECTS);
      case CONNECT_ONCE_AND_SOON -> without(situation, Habit.FOLLOWS_OLD_REPLY).unbefallen();
      case LISTEN_IN_TIME -> without(situation, Habit.DOES_NOT_LISTEN);
      case CLOSE_BEFORE_OPENING -> without(situation, Habit.LEAVES_A_SESSION_OPEN);
      case RETRY_MORE_SLOWLY -> situation.client(it -> it.with(Habit.KNOCKS_SLOWLY));
      // What the client does over data connections
      case PROTECT_DATA -> without(situation, Habit.LEAVES_OUT_PROT);
      case USE_TLS_FOR_DATA -> without(situation, Habit.CLEAR_DATA);
      case SEND_COMMAND_FIRST -> without(situation, Habit.HANDSHAKES_BEFORE_COMMAND);
      case SEND_TYPE_I -> without(situation, Habit.LEAVES_OUT_TYPE);
      case RESUME_TLS_SESSION -> situation.client(it -> it.with(Habit.RESUMES, Habit.READS_TO_END));
      case READ_TO_END -> situation.client(it -> it.with(Habit.READS_TO_END));
      case USE_TLS_1_2 -> situation.client(it -> it.with(Habit.OFFERS_OLD_TLS));
      case SEND_CLOSE_NOTIFY -> without(situation, Habit.ENDS_WITHOUT_CLOSE_NOTIFY);
      case TRANSFER_EVERYTHING -> without(situation, Habit.BREAKS_OFF);
      case AVOID_PAUSES -> without(situation, Habit.PAUSES);
      case SPLIT_TRANSFERS -> situation.client(it -> it.with(Habit.SPLITS));
      // What the client does about what may happen
      case KEEP_ALIVE -> situation.client(it -> it.with(Habit.KEEPS_ALIVE));
      case RECONNECT, RESOLVE_AGAIN -> situation.client(it -> it.with(Habit.RECONNECTS));
      // The test
      case REPAIR_LINK ->
          way.kind() == Kind.REPAIR_LINK ? situation.unbefallen() : situation.repairedInTime();
      case SHOW_VALID_CERTIFICATE ->
          situation.server(
              it ->
                  it.certificate(ServerCertificate.VALID).dataCertificate(ServerCertificate.VALID));
      case CLOSE_LATER -> situation.unbefallen();
    };
  }

  private static Situation without(Situation situation, Habit... habits) {
    return situation.client(it -> it.without(habits));
  }

  private static Situation announcingOwnAddress(Situation situation) {
    return without(
        situation,
        Habit.ANNOUNCES_WRONG_ADDRESS,
        Habit.ANNOUNCES_SERVERS_ADDRESS,
        Habit.ANNOUNCES_PUBLIC_ADDRESS);
  }

  /** A server behind a gateway that has moved learns of it when it is started anew. */
  private Situation announcePublicAddress(Situation situation) {
    Situation announcing = situation.server(Server.Builder::advertisePublicAddress);
    Matcher address = ADDRESS.matcher(way.sentence());
    return situation.mishap().isPresent() && address.find()
        ? announcing
            .unbefallen()
            .topology(it -> it.serverGateways(gateway -> gateway.publicAddress(address.group())))
        : announcing;
  }

  private Situation narrowPassiveRange(Situation situation) {
    Matcher ports = PORTS.matcher(way.sentence());
    if (!ports.find()) {
      throw new IllegalStateException("no ports in: " + way.sentence());
    }
    int first = Integer.parseInt(ports.group(1));
    int last = ports.group(2) == null ? first : Integer.parseInt(ports.group(2));
    return situation.server(server -> server.passivePorts(first, last));
  }

  /** The same server, which refuses nothing. */
  private static Server accepting(Server server) {
    Server.Builder accepting =
        Server.builder()
            .tls(server.tls())
            .passivePorts(server.passivePorts().first(), server.passivePorts().last())
            .acceptTimeout(server.acceptTimeout());
    return server.advertisesPublicAddress()
        ? accepting.advertisePublicAddress().build()
        : accepting.build();
  }

  /** Before other rules, the first that matches wins. */
  private static Gateway.Builder forwardPassivePorts(Gateway.Builder gateway) {
    List<Forward> forwards = new ArrayList<>(gateway.build().forwards());
    forwards.add(0, Forward.passivePorts());
    return gateway.forwards(forwards);
  }

  /** Changes the gateways that the way out names; they have their names when they run. */
  private Situation gateways(Situation situation, UnaryOperator<Gateway.Builder> change) {
    Topology topology = situation.topology();
    return situation.topology(
        it ->
            it.gateways(
                changed(topology.clientGateways(), running.clientGateways(), change),
                changed(topology.serverGateways(), running.serverGateways(), change)));
  }

  private List<Gateway> changed(
      List<Gateway> gateways, List<Gateway> named, UnaryOperator<Gateway.Builder> change) {
    List<Gateway> changed = new ArrayList<>();
    for (int n = 0; n < gateways.size(); n++) {
      Gateway gateway = gateways.get(n);
      changed.add(isMeant(named.get(n)) ? change.apply(gateway.toBuilder()).build() : gateway);
    }
    return changed;
  }

  private boolean isMeant(Gateway gateway) {
    Optional<String> name = gateway.name();
    return name.filter(way.gateways()::contains).isPresent();
  }
}
