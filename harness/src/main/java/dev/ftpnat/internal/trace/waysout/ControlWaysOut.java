package dev.ftpnat.internal.trace.waysout;

import dev.ftpnat.internal.text.Printable;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.session.DataMode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What would help in a topology if a client didn't get so far as to transfer anything. */
public final class ControlWaysOut {

  /** How a TLS handshake begins, as a record prints it: a record of type 22, version 3. */
  private static final String HANDSHAKE = Printable.of(new byte[] {22, 3});

  /** What an ALG says of a port that it opens for nobody. */
  private static final String RESERVED = "reserved";

  private static final String NOOP = "NOOP";

  private final GatewaySettings gateways;
  private final Server server;

  public ControlWaysOut(GatewaySettings gateways) {
    this.gateways = gateways;
    this.server = gateways.topology().server();
  }

  // The connection ----------------------------------------------------------------------------

  /** If the client didn't get through when it tried to connect to this. */
  public List<WayOut> ofControl(Endpoint target) {
    if (isServerOfOtherFamily()) {
      return List.of();
    }
    List<Gateway> closed =
        gateways.ofServer().stream().filter(gateway -> !isControlForwarded(gateway)).toList();
    if (closed.isEmpty()) {
      return controlEndpoint()
          .map(at -> WayOut.of(Kind.CONNECT_TO_SERVER, "Connect to " + at + "."))
          .stream()
          .toList();
    }
    Optional<Endpoint> then =
        serverSeenByClient().map(at -> new Endpoint(at, server.controlPort()));
    boolean elsewhere = then.filter(target::equals).isEmpty();
    return List.of(
        new WayOut(
            Kind.FORWARD_CONTROL_PORT,
            elsewhere ? List.of(Kind.CONNECT_TO_SERVER) : List.of(),
            WaysOut.names(closed),
            "%s the server's control port, %d, at %s%s."
                .formatted(
                    closed.stream().anyMatch(Gateway::translates) ? "Forward" : "Let in",
                    server.controlPort(),
                    WaysOut.and(closed),
                    elsewhere
                        ? then.map(at -> ", and connect to " + at).orElse(", and connect to it")
                        : "")));
  }

  private boolean isControlForwarded(Gateway gateway) {
    return gateways.outsidePort(gateway, gateways.controlPortAt(gateway)).isPresent()
        || gateways.insidePort(gateway, gateways.controlPortAt(gateway)).isPresent();
  }

  /** Whether client and server have no family in common, nor a NAT64 between them. */
  public boolean isServerOfOtherFamily() {
    Topology topology = gateways.topology();
    return topology.nat64().isEmpty()
        && Collections.disjoint(topology.clientFamilies(), topology.serverFamilies());
  }

  /** The address that the client reaches the server at: through a NAT64 it is of IPv6. */
  private Optional<InetAddress> serverSeenByClient() {
    Optional<InetAddress> outside = gateways.serverSeenFromOutside();
    return gateways.isIpv6BeforeNat64()
        ? gateways
            .topology()
            .nat64()
            .flatMap(Gateway::nat64)
            .flatMap(prefix -> outside.map(prefix::embed))
        : outside;
  }

  /** Where clients reach the server. */
  public Optional<Endpoint> controlEndpoint() {
    return serverSeenByClient()
        .flatMap(
            address ->
                gateways.topology().publicControlPort().stream()
                    .mapToObj(port -> new Endpoint(address, port))
                    .findFirst());
  }

  // TLS ---------------------------------------------------------------------------------------

  /** If the client began with TLS in the wrong way. */
  public List<WayOut> ofTls() {
    return switch (server.tls()) {
      case NONE ->
          List.of(
              useNoTls(),
              new WayOut(
                  Kind.OFFER_TLS,
                  List.of(Kind.USE_AUTH_TLS),
                  List.of(),
                  "Let the server speak TLS (Server.Builder.tls(TlsMode.EXPLICIT)), together with a"
                      + " client that sends AUTH TLS."));
      case IMPLICIT -> List.of(implicit());
      case EXPLICIT, REQUIRED -> List.of(WayOut.of(Kind.USE_AUTH_TLS, AUTH_TLS + "."));
    };
  }

  private static final String AUTH_TLS =
      "Send AUTH TLS before USER (curl: --ssl-reqd, commons-net: FTPSClient)";

  private static WayOut implicit() {
    return WayOut.of(
        Kind.USE_IMPLICIT_TLS,
        "Begin with the TLS handshake (curl: ftps://, commons-net: FTPSClient(true)).");
  }

  /** If the server refused a login because it isn't encrypted. */
  public List<WayOut> ofMissingTls() {
    return List.of(with(Kind.USE_AUTH_TLS, AUTH_TLS, working(gateways, true)));
  }

  /** If the server refused AUTH. */
  public List<WayOut> ofRefusedTls() {
    if (server.tls() != TlsMode.NONE) {
      return ofTls();
    }
    List<WayOut> ways = new ArrayList<>();
    ways.add(useNoTls());
    ways.add(
        with(
            Kind.OFFER_TLS,
            "Let the server speak TLS (Server.Builder.tls(TlsMode.EXPLICIT))",
            working(gateways, true)));
    return ways;
  }

  private WayOut useNoTls() {
    return with(Kind.USE_NO_TLS, "Use no TLS", working(gateways, false));
  }

  /** If the client doesn't accept the server's certificate. */
  public List<WayOut> ofCertificate() {
    return List.of(
        WayOut.of(
            Kind.TRUST_CERTIFICATE,
            "Let the client trust FtpNat.caCertificate() (clientSslContext(), caPemFile(); curl:"
                + " --cacert, lftp: ssl:ca-file, wget: --ca-certificate), and call the server by"
                + " the host() or hostName() of the environment, for which the certificate is"
                + " valid."));
  }

  /** If the two have no TLS version or cipher suite in common. */
  public List<WayOut> ofTlsVersion() {
    return List.of(
        WayOut.of(
            Kind.OFFER_OTHER_TLS,
            "Let the client offer %s, and the cipher suites that go with it (curl: --tlsv1.2,"
                    .formatted(String.join(" or ", server.tlsProtocols()))
                + " commons-net: setEnabledProtocols)."));
  }

  /** If the client went on in clear where the handshake was due. */
  public List<WayOut> ofClearText() {
    return server.tls() == TlsMode.IMPLICIT
        ? List.of(implicit())
        : List.of(
            WayOut.of(
                Kind.USE_AUTH_TLS, "Begin the TLS handshake right after the reply to AUTH TLS."));
  }

  // The login ---------------------------------------------------------------------------------

  /** If the login was refused. */
  public List<WayOut> ofLogin() {
    return List.of(
        WayOut.of(
            Kind.USE_RIGHT_LOGIN,
            "Log in as %s with the password of the topology (FtpNat.username(), FtpNat.password())."
                .formatted(server.username())));
  }

  // ALGs --------------------------------------------------------------------------------------

  /** If an ALG stands in the way of the control connection itself. */
  public List<WayOut> ofAlg(AlgAction action) {
    String name = action.gateway();
    if (action.segment().startsWith(HANDSHAKE)) {
      return ofAuth(name);
    }
    if (action.sender() == Party.SERVER && action.reason().contains(NOOP)) {
      return List.of(
          WayOut.of(
              Kind.OMIT_EPSV_ALL,
              "Let the client leave out what the ALG answers itself: EPSV ALL, EPSV with another"
                  + " number than 2, and ALGS before the login. In their place the server gets"
                  + " NOOP."));
    }
    List<WayOut> ways = new ArrayList<>(ofSegment(action));
    Optional<List<Kind>> underTls = working(gateways, true);
    if (server.tls() != TlsMode.NONE && underTls.isPresent()) {
      ways.add(with(Kind.USE_AUTH_TLS, "Use TLS, which the ALG can't read", underTls));
    }
    turnOff(name, false).ifPresent(ways::add);
    return ways;
  }

  /** What else could have been sent instead. */
  private List<WayOut> ofSegment(AlgAction action) {
    if (action.sender() == Party.CLIENT && action.reason().contains(RESERVED)) {
      return List.of(
          WayOut.of(
              Kind.ANNOUNCE_HIGH_PORT,
              "Let the client listen on ports of 1025 and more (curl: --ftp-port, commons-net:"
                  + " setActivePortRange)."));
    }
    return FamilyWaysOut.isOfOther(gateways.topology(), action)
        ? FamilyWaysOut.ofSwallowed(gateways)
        : List.of(
            WayOut.of(
                Kind.SEND_WHOLE_COMMANDS,
                "Send each command and reply whole, in a segment of its own, as RFC 959 has it."));
  }

  /** If the client didn't go to the address that a proxy named. */
  public List<WayOut> ofProxyAddress(String name) {
    return ofProxy(
        name, "Go to the address that 227 names, the proxy's own (curl: --no-ftp-skip-pasv-ip)");
  }

  /** If a proxy didn't know what the client asked for. */
  public List<WayOut> ofProxyCommand(String name) {
    return ofProxy(name, "Use PASV, and go to the address that 227 names");
  }

  /** If a proxy can't get to where the server's 227 leads it. */
  public List<WayOut> ofProxyTarget(String name) {
    List<WayOut> ways = new ArrayList<>();
    ways.add(
        WayOut.of(
            Kind.ANNOUNCE_INSIDE_ADDRESS,
            "Let the server announce the address that it has inside%s in 227: it is the proxy that goes there, and the client is told the proxy's own."
                .formatted(
                    server.address().map(at -> ", " + IpAddresses.text(at) + ",").orElse(""))));
    ways.addAll(ofProxy(name, ""));
    return ways;
  }

  private List<WayOut> ofProxy(String name, String passive) {
    Feasibility outlook = new Feasibility(gateways, false);
    List<WayOut> ways = new ArrayList<>();
    if (outlook.works(DataMode.PASV)) {
      ways.add(WayOut.of(Kind.USE_PASV, passive + "."));
    }
    if (outlook.works(DataMode.PORT)) {
      ways.add(
          WayOut.of(
              Kind.USE_PORT,
              "Use active mode, by PORT; data comes from the proxy's address, so the client may not"
                  + " compare it (commons-net: setRemoteVerificationEnabled(false))."));
    }
    turnOff(name, false).ifPresent(ways::add);
    return ways;
  }

  private Optional<WayOut> turnOff(String name, boolean encrypted) {
    Optional<Gateway> gateway = gateways.named(name);
    boolean ofServer = gateway.filter(gateways.ofServer()::contains).isPresent();
    Optional<List<Kind>> without = gateway.flatMap(at -> working(without(at, ofServer), encrypted));
    if (without.isEmpty()) {
      return Optional.empty();
    }
    String sentence =
        "Turn off the ALG of %s%s"
            .formatted(
                name,
                !ofServer
                    ? ""
                    : gateway.get().translates()
                        ? ", forward the passive ports"
                        : ", let in the passive ports");
    WayOut way = with(Kind.TURN_OFF_ALG, sentence, without);
    return Optional.of(new WayOut(way.kind(), way.with(), List.of(name), way.sentence()));
  }

  private GatewaySettings without(Gateway gateway, boolean ofServer) {
    return gateways.with(
        gateway,
        changed -> ofServer ? withoutAlg(changed).forwardPassivePorts() : withoutAlg(changed));
  }

  private static Gateway.Builder withoutAlg(Gateway.Builder gateway) {
    return gateway.alg(AlgBehavior.NONE).authHandling(AuthHandling.BLIND);
  }

  /** If an ALG stands in the way of TLS, or of data connections beside it. */
  public List<WayOut> ofAuth(String name) {
    List<WayOut> ways = new ArrayList<>();
    if (server.tls() == TlsMode.EXPLICIT) {
      working(gateways, false).ifPresent(kinds -> ways.add(useNoTls()));
    }
    boolean hidden =
        gateways.named(name).filter(at -> at.authHandling() == AuthHandling.HIDDEN).isPresent();
    Optional<List<Kind>> underTls = working(gateways, true);
    if (hidden && underTls.isPresent()) {
      ways.add(with(Kind.USE_AUTH_TLS, "Send AUTH TLS whatever FEAT says", underTls));
    }
    turnOff(name, true).ifPresent(ways::add);
    int port = unwatchedPort();
    GatewaySettings moved = gateways.withControlPort(port);
    Optional<List<Kind>> elsewhere =
        moved.topology().publicControlPort().isPresent()
                && gateways.ofClient().stream().allMatch(gateway -> gateway.letsOut(port))
            ? working(moved, true)
            : Optional.empty();
    if (elsewhere.isPresent()) {
      ways.add(
          with(
              Kind.MOVE_CONTROL_PORT,
              "Let the server have its control port where no ALG looks, for example at %d (Server.Builder.controlPort)"
                  .formatted(port),
              elsewhere));
    }
    return ways;
  }

  /** One that no ALG looks at, and that isn't a passive one. */
  private int unwatchedPort() {
    int port = 2121;
    while (isTaken(port)) {
      port++;
    }
    return port;
  }

  private boolean isTaken(int port) {
    return server.passivePorts().contains(port)
        || gateways.topology().gateways().stream()
            .anyMatch(gateway -> gateway.algPorts().contains(port));
  }

  // What is needed as well --------------------------------------------------------------------

  /**
   * How data connections come about then; none if in any way, and empty if in no way. A client that
   * hasn't got so far hasn't said how it wants to have them.
   */
  private static Optional<List<Kind>> working(GatewaySettings gateways, boolean encrypted) {
    Feasibility outlook = new Feasibility(gateways, encrypted);
    boolean all = true;
    List<Kind> working = new ArrayList<>();
    for (DataMode method : List.of(DataMode.EPSV, DataMode.PASV, DataMode.PORT)) {
      if (outlook.works(method)) {
        working.add(
            switch (method) {
              case EPSV -> Kind.USE_EPSV;
              case PASV -> Kind.USE_PASV;
              default -> Kind.USE_PORT;
            });
      } else {
        all = false;
        if (method == DataMode.PASV && outlook.worksAtControlAddress()) {
          working.add(Kind.USE_CONTROL_ADDRESS);
        }
      }
    }
    return working.isEmpty() ? Optional.empty() : Optional.of(all ? List.of() : working);
  }

  private static WayOut with(Kind kind, String sentence, Optional<List<Kind>> working) {
    List<Kind> with = working.orElse(List.of());
    return new WayOut(
        kind,
        with,
        List.of(),
        sentence
            + (with.isEmpty()
                ? ""
                : ", together with %s for data connections"
                    .formatted(
                        String.join(" or ", with.stream().map(ControlWaysOut::word).toList())))
            + ".");
  }

  private static String word(Kind kind) {
    return switch (kind) {
      case USE_EPSV -> "EPSV";
      case USE_PASV -> "PASV";
      case USE_CONTROL_ADDRESS -> "PASV at the control connection's address";
      default -> "active mode";
    };
  }
}
