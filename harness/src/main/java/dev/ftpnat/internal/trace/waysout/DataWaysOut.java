package dev.ftpnat.internal.trace.waysout;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.TransferAttempt;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What would help in a topology if a data connection didn't come about. Names the settings of
 * widespread clients, as examples.
 */
public final class DataWaysOut {

  private static final String CONTROL_ADDRESS =
      "the control connection's address instead of the one in 227 (curl: --ftp-skip-pasv-ip,"
          + " commons-net: setIpAddressFromPasvResponse(false))";

  private final GatewaySettings gateways;
  private final Server server;
  private final TransferAttempt operation;
  private final Feasibility outlook;

  public DataWaysOut(GatewaySettings gateways, TransferAttempt operation) {
    this.gateways = gateways;
    this.server = gateways.topology().server();
    this.operation = operation;
    this.outlook = new Feasibility(gateways, operation.isEncrypted());
  }

  /** If one side didn't get through to the other. */
  public List<WayOut> ofBlocking() {
    return operation.method().isPassive() ? ofPassive() : ofActive();
  }

  /** If an ALG would do what is wanted, if only it could read it. */
  private Optional<WayOut> clear() {
    boolean helps =
        operation.isEncrypted()
            && server.obeysCcc()
            // The ALG of RFC 6384 doesn't look again.
            && gateways.topology().nat64().isEmpty()
            && new Feasibility(gateways, false).works(operation.method());
    return helps
        ? Optional.of(
            WayOut.of(
                Kind.USE_CCC,
                "Let the client send CCC after PROT, and a NOOP in clear after it, so that the ALG can"
                    + " read along (curl: --ftp-ssl-ccc, lftp: ftp:ssl-use-ccc)."))
        : Optional.empty();
  }

  private List<WayOut> ofPassive() {
    List<WayOut> ways = new ArrayList<>();
    clear().ifPresent(ways::add);
    List<Gateway> closed =
        gateways.ofServer().stream()
            .filter(gateway -> !gateways.forwardsPassivePorts(gateway))
            .toList();
    if (!outlook.isLetOutByClient(operation.method())) {
      if (closed.isEmpty()) {
        ways.add(letOut());
      }
    } else if (!closed.isEmpty()) {
      keepAffinity().ifPresent(ways::add);
      ways.add(forward(closed));
      narrow(closed).ifPresent(ways::add);
    } else if (!isAddressRight()) {
      ways.add(
          WayOut.of(
              Kind.ANNOUNCE_PUBLIC_ADDRESS,
              "Let the server announce " + publicAddress() + " in 227."));
      ways.add(WayOut.of(Kind.USE_CONTROL_ADDRESS, "Let the client use " + CONTROL_ADDRESS + "."));
    }
    ways.addAll(otherMethods());
    return ways;
  }

  /** If the passive ports were all forwarded, if only to the server. */
  private Optional<WayOut> keepAffinity() {
    List<Gateway> balancing = gateways.balancing();
    boolean helps =
        !balancing.isEmpty()
            && new Feasibility(gateways.atOneServer(), operation.isEncrypted()).isForwarded();
    return helps
        ? Optional.of(
            withRightAddress(
                Kind.KEEP_AFFINITY,
                WaysOut.names(balancing),
                ("Let %s bring all connections of a client to the same server (Kubernetes:"
                        + " sessionAffinity ClientIP, HAProxy: balance source, LVS: persistence,"
                        + " Forward.toOtherServer)")
                    .formatted(WaysOut.and(balancing))))
        : Optional.empty();
  }

  private WayOut forward(List<Gateway> closed) {
    List<Gateway> nats = closed.stream().filter(Gateway::translates).toList();
    List<Gateway> firewalls = closed.stream().filter(gateway -> !gateway.translates()).toList();
    String sentence;
    if (nats.isEmpty()) {
      sentence =
          "Let in the server's passive ports, %s, at %s"
              .formatted(server.passivePorts(), WaysOut.and(firewalls));
    } else {
      sentence =
          "Forward the server's passive ports, %s, to the same ports at %s%s"
              .formatted(
                  server.passivePorts(),
                  WaysOut.and(nats),
                  firewalls.isEmpty() ? "" : ", and let them in at " + WaysOut.and(firewalls));
    }
    return withRightAddress(Kind.FORWARD_PASSIVE_PORTS, WaysOut.names(closed), sentence);
  }

  /** If gateways before the client don't let it out to the passive ports. */
  private WayOut letOut() {
    List<Gateway> strict =
        gateways.ofClient().stream()
            .filter(gateway -> !GatewaySettings.letsOut(gateway, server.passivePorts()))
            .toList();
    return withRightAddress(
        Kind.ALLOW_OUTGOING_PORTS,
        WaysOut.names(strict),
        "Let out connections to the server's passive ports, %s, at %s"
            .formatted(server.passivePorts(), WaysOut.and(strict)));
  }

  private WayOut letOutServer() {
    List<Gateway> strict =
        gateways.ofServer().stream()
            .filter(gateway -> gateway.outgoingPorts().isPresent())
            .toList();
    return new WayOut(
        Kind.ALLOW_OUTGOING_PORTS,
        List.of(),
        WaysOut.names(strict),
        "Let out the server's own connections, from port %d to any, at %s."
            .formatted(server.controlPort() - 1, WaysOut.and(strict)));
  }

  /** If gateways forward the server's passive ports in part. */
  private Optional<WayOut> narrow(List<Gateway> closed) {
    boolean firewalls = closed.stream().noneMatch(Gateway::translates);
    String who =
        closed.size() == 1
            ? WaysOut.and(closed) + (firewalls ? " lets in" : " forwards")
            : firewalls ? "are let in" : "are forwarded";
    return gateways.forwardedPassivePorts(gateways.ofServer()).stream()
        .max(Comparator.comparingInt(PortRange::size))
        .map(
            ports ->
                withRightAddress(
                    Kind.NARROW_PASSIVE_RANGE,
                    List.of(),
                    "Let the server take only passive ports that %s: %s (Server.Builder.passivePorts)"
                        .formatted(who, ports)));
  }

  /** A change to ports, together with one to the address in 227 if that is wrong as well. */
  private WayOut withRightAddress(Kind kind, List<String> gateways, String ports) {
    if (isAddressRight()) {
      return new WayOut(kind, List.of(), gateways, ports + ".");
    }
    boolean epsv = !outlook.isRefused(DataMode.EPSV);
    List<Kind> with = new ArrayList<>();
    with.add(Kind.ANNOUNCE_PUBLIC_ADDRESS);
    if (epsv) {
      with.add(Kind.USE_EPSV);
    }
    with.add(Kind.USE_CONTROL_ADDRESS);
    String address =
        ", together with one of these: let the server announce %s in 227, or the client use %s%s."
            .formatted(publicAddress(), epsv ? "EPSV, or " : "", CONTROL_ADDRESS);
    return new WayOut(kind, with, gateways, ports + address);
  }

  /**
   * Whether the client needn't be told to go elsewhere: it was told right, or didn't believe 227.
   */
  private boolean isAddressRight() {
    return operation.method() == DataMode.EPSV
        || (gateways.announcesPublicAddress() && !namesAnother() && !gateways.isIpv6BeforeNat64())
        || operation
            .failedAttempt()
            .filter(attempt -> isPublic(attempt.target().address()))
            .isPresent();
  }

  private boolean isPublic(InetAddress address) {
    return gateways.serverSeenFromOutside().equals(Optional.of(address));
  }

  /** Whether the reply named something else, whatever the server is set to. */
  private boolean namesAnother() {
    return operation.announced().filter(said -> !isPublic(said.address())).isPresent();
  }

  /** If the client believed an address where RFC 2428 has none. */
  public List<WayOut> ofAddressIn229() {
    List<WayOut> ways = new ArrayList<>();
    ways.add(
        WayOut.of(
            Kind.USE_CONTROL_ADDRESS,
            "Let the client use the control connection's address, whatever 229 names: RFC 2428 has"
                + " only a port there, as in (|||3846|)."));
    ways.addAll(otherMethods());
    return ways;
  }

  private String publicAddress() {
    return "the public address"
        + gateways
            .serverSeenFromOutside()
            .map(address -> ", " + IpAddresses.text(address) + ",")
            .orElse("");
  }

  /** If the server is behind a gateway that got another public address, and announces the old. */
  public List<WayOut> ofRenumbering(InetAddress now) {
    List<WayOut> ways = new ArrayList<>();
    ways.add(
        WayOut.of(
            Kind.ANNOUNCE_PUBLIC_ADDRESS,
            "Let the server learn its public address anew, and announce %s in 227."
                .formatted(IpAddresses.text(now))));
    ways.add(WayOut.of(Kind.USE_CONTROL_ADDRESS, "Let the client use " + CONTROL_ADDRESS + "."));
    ways.addAll(ofPassive());
    return ways;
  }

  private List<WayOut> ofActive() {
    boolean ownAddress = namesClient();
    // Whoever announces another address by PORT will do so by EPRT.
    List<WayOut> ways = new ArrayList<>(otherMethods());
    clear().filter(way -> ownAddress).ifPresent(ways::add);
    ways.removeIf(
        way -> !ownAddress && (way.kind() == Kind.USE_PORT || way.kind() == Kind.USE_EPRT));
    if (!ownAddress && outlook.works(operation.method())) {
      ways.add(
          WayOut.of(
              Kind.ANNOUNCE_OWN_ADDRESS,
              "Let the client announce its own address%s in %s."
                  .formatted(
                      gateways
                          .topology()
                          .clientAddress()
                          .map(address -> ", " + IpAddresses.text(address) + ",")
                          .orElse(""),
                      operation.method())));
    }
    boolean letOut = outlook.isLetOutByServer(operation.method());
    boolean firewalls = gateways.ofClient().stream().noneMatch(Gateway::translates);
    if (!letOut && ownAddress && isClientsSideOpen()) {
      ways.add(letOutServer());
    }
    if (letOut && !gateways.ofClient().isEmpty()) {
      if (!firewalls) {
        ways.add(ownPublicAddress());
      } else if (ownAddress) {
        ways.add(letIn());
      }
      List<Gateway> blind =
          gateways.ofClient().stream()
              .filter(gateway -> !gateways.opens(gateway, operation.method(), false))
              .toList();
      // There is no ALG for what a CLAT hides.
      boolean mayHave = gateways.topology().clat().isEmpty();
      if (ownAddress && letOut && !operation.isEncrypted() && !blind.isEmpty() && mayHave) {
        ways.add(turnOnAlg(blind, operation.method()));
      }
    }
    return ways;
  }

  private boolean isClientsSideOpen() {
    return gateways.ofClient().stream()
        .allMatch(gateway -> gateways.opens(gateway, operation.method(), operation.isEncrypted()));
  }

  private WayOut letIn() {
    return new WayOut(
        Kind.LET_IN_ACTIVE_PORTS,
        List.of(),
        WaysOut.names(gateways.ofClient()),
        ("Let in some ports at %s, and let the client listen on those (curl: --ftp-port,"
                + " commons-net: setActivePortRange).")
            .formatted(WaysOut.and(gateways.ofClient())));
  }

  private WayOut ownPublicAddress() {
    List<Gateway> all = gateways.ofClient();
    return new WayOut(
        Kind.ANNOUNCE_OWN_PUBLIC_ADDRESS,
        List.of(),
        WaysOut.names(all),
        "Let the client announce the public address of %s and listen on ports that are forwarded to"
                .formatted(GatewaySettings.name(all.get(all.size() - 1)))
            + " it (curl: --ftp-port, commons-net: setReportActiveExternalIPAddress,"
            + " setActivePortRange).");
  }

  private static WayOut turnOnAlg(List<Gateway> blind, DataMode method) {
    return new WayOut(
        Kind.TURN_ON_ALG,
        List.of(),
        WaysOut.names(blind),
        "Turn on an FTP ALG that knows %s at %s; it helps as long as the session is in clear."
            .formatted(method, WaysOut.and(blind)));
  }

  /** If the server, beyond a NAT64, has no use for the client's address. */
  public List<WayOut> ofActiveBeyondNat64(Gateway nat64) {
    List<WayOut> ways = new ArrayList<>(otherMethods());
    boolean helps =
        operation.method() == DataMode.EPRT && !server.refusedCommands().contains("PORT");
    if (helps && !operation.isEncrypted() && !nat64.alg().readsAnything()) {
      ways.add(turnOnAlg(List.of(nat64), operation.method()));
    }
    return ways;
  }

  /** If the server refused what agrees on a data connection. */
  public List<WayOut> ofRefusal() {
    return otherMethods();
  }

  /** If the server refused PORT or EPRT for the address in it, which isn't the one that it sees. */
  public List<WayOut> ofForeignTarget() {
    DataMode method = operation.method();
    boolean hidden = gateways.ofServer().stream().anyMatch(gateways::masqueradesControl);
    List<WayOut> ways = new ArrayList<>(hidden ? otherMethods() : ofActive());
    if (outlook.isWayToClientOpen(method) && namesClient()) {
      ways.add(
          WayOut.of(
              Kind.ALLOW_FOREIGN_TARGETS,
              "Let the server take PORT and EPRT of any address (vsftpd: port_promiscuous, ProFTPD:"
                  + " AllowForeignAddress, pyftpdlib: permit_foreign_addresses,"
                  + " Server.Builder.refuseForeignTargets); it can be told to connect to others then"
                  + " (RFC 2577)."));
    }
    if (hidden && namesClient()) {
      if (outlookKeepingSources().works(method)) {
        keepSources().ifPresent(ways::add);
      }
      List<Gateway> blind =
          gateways.ofServer().stream()
              .filter(gateways::masqueradesControl)
              .filter(gateway -> !gateways.translates(gateway, method, false))
              .toList();
      if (!operation.isEncrypted() && !blind.isEmpty() && outlook.isWayToClientOpen(method)) {
        ways.add(turnOnAlg(blind, method));
      }
    }
    return ways;
  }

  private Feasibility outlookKeepingSources() {
    return new Feasibility(gateways.keepingSources(), operation.isEncrypted());
  }

  /** Whether PORT or EPRT named the client's own address. */
  private boolean namesClient() {
    return operation
        .announced()
        .filter(said -> gateways.topology().clientAddress().equals(Optional.of(said.address())))
        .isPresent();
  }

  private Optional<WayOut> keepSources() {
    List<Gateway> masquerading = gateways.masquerading();
    return masquerading.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new WayOut(
                Kind.KEEP_SOURCE_ADDRESS,
                List.of(),
                WaysOut.names(masquerading),
                ("Let %s leave the source address of what comes in as it is (Docker: the userland"
                        + " proxy off, Kubernetes: externalTrafficPolicy Local,"
                        + " Gateway.Builder.masqueradesInbound).")
                    .formatted(WaysOut.and(masquerading))));
  }

  /** If a NAT gave the server's data connection another address than the client knows. */
  public List<WayOut> ofUnpaired() {
    List<WayOut> ways = new ArrayList<>();
    pairAddresses().ifPresent(ways::add);
    ways.addAll(otherMethods());
    return ways;
  }

  private Optional<WayOut> pairAddresses() {
    List<Gateway> spreading = gateways.spreading(gateways.topology().gateways());
    boolean helps =
        !spreading.isEmpty()
            && new Feasibility(gateways.paired(), operation.isEncrypted())
                .worksInModeOf(operation.method());
    return helps
        ? Optional.of(
            new WayOut(
                Kind.PAIR_ADDRESSES,
                List.of(),
                WaysOut.names(spreading),
                ("Let %s give all connections of a host the same public address (RFC 4787 REQ-2;"
                        + " Linux: snat with persistent, Gateway.Builder.addressPooling).")
                    .formatted(WaysOut.and(spreading))))
        : Optional.empty();
  }

  /** If the server refused PORT or EPRT for the port in it. */
  public List<WayOut> ofLowTarget() {
    List<WayOut> ways = new ArrayList<>();
    if (outlook.works(operation.method())) {
      ways.add(
          WayOut.of(
              Kind.ANNOUNCE_HIGH_PORT,
              "Let the client listen on ports of 1024 and more (curl: --ftp-port, commons-net:"
                  + " setActivePortRange)."));
    }
    ways.addAll(otherMethods());
    ways.removeIf(way -> way.kind() == Kind.USE_PORT || way.kind() == Kind.USE_EPRT);
    return ways;
  }

  /** If the server took the data connection for a stranger's. */
  public List<WayOut> ofForeignData() {
    List<WayOut> ways = new ArrayList<>();
    keepSources().ifPresent(ways::add);
    pairAddresses().ifPresent(ways::add);
    ways.add(
        WayOut.of(
            Kind.ALLOW_FOREIGN_DATA,
            "Let the server serve data connections from any address (vsftpd: pasv_promiscuous,"
                + " pyftpdlib: permit_foreign_addresses, Server.Builder.foreignData); then anybody"
                + " who finds the port open gets the file (RFC 2577)."));
    ways.addAll(otherMethods());
    return ways;
  }

  /** If the server refused it because of EPSV ALL, which it keeps to. */
  public List<WayOut> ofEpsvAll() {
    List<WayOut> ways = new ArrayList<>();
    if (outlook.works(DataMode.EPSV)) {
      ways.add(useEpsv(gateways));
    }
    if (outlook.works(operation.method())) {
      ways.add(
          WayOut.of(
              Kind.OMIT_EPSV_ALL,
              "Let the client leave out EPSV ALL, which rules out everything but EPSV."));
    }
    return ways;
  }

  /** If the server has no passive port left. */
  public List<WayOut> ofPassivePorts() {
    List<WayOut> ways = new ArrayList<>();
    ways.add(
        WayOut.of(
            Kind.WIDEN_PASSIVE_RANGE,
            "Give the server more passive ports than %s (Server.Builder.passivePorts), and forward"
                    .formatted(server.passivePorts())
                + " them where these are."));
    ways.add(
        WayOut.of(
            Kind.CLOSE_BEFORE_OPENING,
            "Let sessions use the port that they were given, or end, before others ask for one."));
    otherMethods().stream()
        .filter(way -> way.kind() == Kind.USE_PORT || way.kind() == Kind.USE_EPRT)
        .forEach(ways::add);
    return ways;
  }

  /** The methods that would have worked instead. */
  private List<WayOut> otherMethods() {
    List<WayOut> ways = new ArrayList<>();
    DataMode failed = operation.method();
    if (failed != DataMode.EPSV && outlook.works(DataMode.EPSV)) {
      ways.add(useEpsv(gateways));
    }
    if (failed != DataMode.PASV && outlook.works(DataMode.PASV)) {
      ways.add(
          WayOut.of(
              Kind.USE_PASV,
              failed.isActive()
                  ? "Let the client use passive mode (commons-net: enterLocalPassiveMode())."
                  : "Let the client use PASV."));
    } else if (failed != DataMode.PASV && outlook.worksAtControlAddress()) {
      ways.add(
          WayOut.of(
              Kind.USE_CONTROL_ADDRESS,
              "Let the client use PASV, and the control connection's address instead of the one in"
                  + " 227."));
    }
    boolean port = outlook.works(DataMode.PORT);
    if (!failed.isActive() && (port || outlook.works(DataMode.EPRT))) {
      ways.add(
          WayOut.of(
              port ? Kind.USE_PORT : Kind.USE_EPRT,
              "Let the client use active mode, "
                  + (gateways.ofClient().isEmpty()
                      ? notBehind()
                      : "since the ALG of its %s knows %s"
                          .formatted(
                              gateways.ofClient().stream().anyMatch(Gateway::translates)
                                  ? "NAT"
                                  : "firewall",
                              port ? "PORT" : "EPRT"))
                  + " (curl: --ftp-port -, commons-net: enterLocalActiveMode())."));
    } else if (failed == DataMode.PORT && outlook.works(DataMode.EPRT)) {
      ways.add(WayOut.of(Kind.USE_EPRT, "Let the client use EPRT."));
    } else if (failed == DataMode.EPRT && port) {
      ways.add(WayOut.of(Kind.USE_PORT, "Let the client use PORT."));
    }
    return ways;
  }

  private String notBehind() {
    return gateways.ofServer().isEmpty()
            || gateways.ofServer().stream().anyMatch(Gateway::translates)
        ? "since it is not behind a NAT"
        : "since no firewall is before it";
  }

  public static WayOut useEpsv(GatewaySettings gateways) {
    String how =
        gateways.topology().family() == AddressFamily.IPV6
            ? "commons-net and curl do so by themselves on IPv6"
            : "commons-net: setUseEPSVwithIPv4(true)";
    return WayOut.of(
        Kind.USE_EPSV, "Let the client use EPSV, which names only a port (" + how + ").");
  }
}
