package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.DataOperation.Method;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What would help in a topology. Names the settings of widespread clients, as examples. */
final class WaysOut {

  private static final String CONTROL_ADDRESS =
      "the control connection's address instead of the one in 227 (curl: --ftp-skip-pasv-ip,"
          + " commons-net: setIpAddressFromPasvResponse(false))";

  private final Gateways gateways;
  private final Server server;

  WaysOut(Gateways gateways) {
    this.gateways = gateways;
    this.server = gateways.topology().server();
  }

  // For data connections ------------------------------------------------------------------------

  /** If the client didn't get through to the server. */
  List<String> ofPassive(DataOperation operation) {
    Outlook outlook = new Outlook(gateways, operation.isEncrypted());
    boolean addressIsRight =
        (gateways.announcesPublicAddress() && !namesAnother(operation))
            || operation.method() == Method.EPSV
            || wentToPublicAddress(operation);
    List<String> ways = new ArrayList<>();
    List<Gateway> closed =
        gateways.ofServer().stream()
            .filter(gateway -> !gateways.forwardsPassivePorts(gateway))
            .toList();
    if (!closed.isEmpty()) {
      String forward =
          "Forward the server's passive ports, %s, to the same ports at %s"
              .formatted(server.passivePorts(), and(closed));
      ways.add(
          addressIsRight
              ? forward + "."
              : "%s. Besides, let the server announce %s in 227, or the client use %s%s."
                  .formatted(
                      forward,
                      publicAddress(),
                      outlook.isRefused(Method.EPSV) ? "" : "EPSV, or ",
                      CONTROL_ADDRESS));
    } else if (!addressIsRight) {
      ways.add("Let the server announce " + publicAddress() + " in 227.");
      ways.add("Let the client use " + CONTROL_ADDRESS + ".");
    }
    ways.addAll(otherMethods(operation, outlook));
    return ways;
  }

  /** A client that doesn't believe 227, or was told right, needn't be told to. */
  private boolean wentToPublicAddress(DataOperation operation) {
    return operation
        .failedAttempt()
        .filter(
            attempt ->
                gateways
                    .serverSeenFromOutside()
                    .filter(attempt.target().address()::equals)
                    .isPresent())
        .isPresent();
  }

  /** Whether the reply named something else, whatever the server is set to. */
  private boolean namesAnother(DataOperation operation) {
    return operation
        .announced()
        .filter(said -> !gateways.serverSeenFromOutside().equals(Optional.of(said.address())))
        .isPresent();
  }

  private String publicAddress() {
    return "the public address"
        + gateways
            .serverSeenFromOutside()
            .map(address -> ", " + address.getHostAddress() + ",")
            .orElse("");
  }

  /** If the server didn't get through to the client. */
  List<String> ofActive(DataOperation operation) {
    boolean encrypted = operation.isEncrypted();
    Outlook outlook = new Outlook(gateways, encrypted);
    List<String> ways = new ArrayList<>(otherMethods(operation, outlook));
    if (gateways.ofClient().isEmpty() && namesNoClient(operation)) {
      ways.add(
          "Let the client announce its own address%s in %s."
              .formatted(
                  gateways
                      .topology()
                      .clientAddress()
                      .map(address -> ", " + address.getHostAddress() + ",")
                      .orElse(""),
                  operation.method()));
    }
    if (!gateways.ofClient().isEmpty()) {
      ways.add(
          "Let the client announce the public address of "
              + Gateways.name(gateways.ofClient().get(gateways.ofClient().size() - 1))
              + " and listen on ports that are forwarded to it (curl: --ftp-port, commons-net:"
              + " setActiveExternalIPAddress, setActivePortRange).");
      if (!encrypted) {
        ways.add(
            "Turn on an FTP ALG that knows %s at %s; it helps as long as the session is in clear."
                .formatted(operation.method(), and(gateways.ofClient())));
      }
    }
    return ways;
  }

  private boolean namesNoClient(DataOperation operation) {
    return operation
        .failedAttempt()
        .filter(
            attempt ->
                !gateways
                    .topology()
                    .clientAddress()
                    .equals(Optional.of(attempt.target().address())))
        .isPresent();
  }

  /** If the client believed an address where RFC 2428 has none. */
  List<String> ofAddressIn229(DataOperation operation) {
    List<String> ways = new ArrayList<>();
    ways.add("Let the server name only a port in 229, as in (|||3846|) (RFC 2428).");
    ways.add("Let the client use the control connection's address, whatever 229 names.");
    ways.addAll(otherMethods(operation, new Outlook(gateways, operation.isEncrypted())));
    return ways;
  }

  /** If the server refused a command. */
  List<String> ofRefusal(DataOperation operation) {
    return otherMethods(operation, new Outlook(gateways, operation.isEncrypted()));
  }

  /** The methods that would have worked instead. */
  private List<String> otherMethods(DataOperation operation, Outlook outlook) {
    List<String> ways = new ArrayList<>();
    Method failed = operation.method();
    if (failed != Method.EPSV && outlook.works(Method.EPSV)) {
      ways.add(
          "Let the client use EPSV, which names only a port"
              + " (commons-net: setUseEPSVwithIPv4(true)).");
    }
    if (failed != Method.PASV && outlook.works(Method.PASV)) {
      ways.add(
          failed.isActive()
              ? "Let the client use passive mode (commons-net: enterLocalPassiveMode())."
              : "Let the client use PASV.");
    } else if (failed != Method.PASV && outlook.worksAtControlAddress()) {
      ways.add(
          "Let the client use PASV, and the control connection's address instead of the one in"
              + " 227.");
    }
    boolean active = outlook.works(Method.PORT) || outlook.works(Method.EPRT);
    if (!failed.isActive() && active) {
      ways.add(
          "Let the client use active mode, "
              + (gateways.ofClient().isEmpty()
                  ? "since it is not behind a NAT"
                  : "since the ALG of its NAT knows PORT")
              + " (curl: --ftp-port -, commons-net: enterLocalActiveMode()).");
    } else if (failed == Method.PORT && outlook.works(Method.EPRT)) {
      ways.add("Let the client use EPRT.");
    } else if (failed == Method.EPRT && outlook.works(Method.PORT)) {
      ways.add("Let the client use PORT.");
    }
    return ways;
  }

  /** If the TLS of data connections isn't as it should be. */
  List<String> ofProtection() {
    return List.of("Send PBSZ 0 and PROT P after the login (commons-net: execPBSZ, execPROT).");
  }

  // For connections that break ------------------------------------------------------------------

  private static final String RESUME =
      "and resume the transfer with REST (commons-net: setRestartOffset, curl: --continue-at -)";

  /** If a gateway has forgotten a connection that was idle for so long. */
  List<String> ofForgetting(String gateway, Duration timeout, boolean transfer) {
    String time = Times.words(timeout);
    List<String> ways = new ArrayList<>();
    ways.add(
        transfer
            ? ("Let the client keep the control connection alive during transfers, with a NOOP more"
                    + " often than every %s (commons-net: setControlKeepAliveTimeout) or with TCP's"
                    + " keep-alives, which the simulation doesn't have (curl: --keepalive-time).")
                .formatted(time)
            : ("Let the client send a NOOP more often than every %s, or connect anew after a"
                    + " longer pause.")
                .formatted(time));
    if (transfer) {
      ways.add("Split transfers, so that none takes %s.".formatted(time));
    }
    ways.addAll(ofLongerMemory(gateway, timeout));
    return ways;
  }

  private static List<String> ofLongerMemory(String gateway, Duration timeout) {
    return timeout.compareTo(IdleTimeouts.RFC_5382.established()) < 0
        ? List.of(
            ("Let %s remember idle connections for longer than %s (Gateway.Builder.idleTimeouts);"
                    + " RFC 5382 asks for 2 hours 4 minutes.")
                .formatted(gateway, Times.words(timeout)))
        : List.of();
  }

  /** If a gateway has forgotten a data connection over which nothing came for so long. */
  List<String> ofForgettingData(String gateway, Duration timeout) {
    List<String> ways = new ArrayList<>();
    ways.add("Let neither side pause for %s during a transfer.".formatted(Times.words(timeout)));
    ways.addAll(ofReconnecting(true));
    ways.addAll(ofLongerMemory(gateway, timeout));
    return ways;
  }

  /** If a gateway has forgotten connections because it was told to. */
  List<String> ofExpiry(boolean transfer) {
    List<String> ways = new ArrayList<>(ofReconnecting(transfer));
    ways.add(
        "Where a gateway goes by its clock, a NOOP before its time-out keeps the connection"
            + " (commons-net: setControlKeepAliveTimeout).");
    return ways;
  }

  /** If a connection is gone for good. */
  List<String> ofReconnecting(boolean transfer) {
    return List.of(
        "Let the client connect anew after a failure, or a time-out of its own, %s."
            .formatted(transfer ? RESUME : "and go on"));
  }

  /** If a link is to blame. */
  List<String> ofLink(boolean transfer) {
    List<String> ways = new ArrayList<>(ofReconnecting(transfer));
    ways.add("Take the fault off the link, if it isn't what the test is about.");
    return ways;
  }

  /** If the server is at another address now. */
  List<String> ofRenumbering(Optional<Inet4Address> now, boolean transfer) {
    return List.of(
        "Let the client resolve the server's name again after a failure%s."
            .formatted(
                now.map(address -> " and connect anew, to " + address.getHostAddress()).orElse("")
                    + (transfer ? ", " + RESUME : "")));
  }

  // For control connections ---------------------------------------------------------------------

  /** If the client didn't get through. */
  List<String> ofControl() {
    return Stream.concat(
            gateways.ofServer().stream()
                .filter(gateway -> !isControlForwarded(gateway))
                .map(
                    gateway ->
                        "Forward the server's control port, %d, at %s."
                            .formatted(server.controlPort(), Gateways.name(gateway))),
            controlEndpoint().map(at -> "Connect to " + at + ".").stream())
        .toList();
  }

  private boolean isControlForwarded(Gateway gateway) {
    return gateways.outsidePort(gateway, gateways.controlPortAt(gateway)).isPresent()
        || gateways.insidePort(gateway, gateways.controlPortAt(gateway)).isPresent();
  }

  /** Where clients reach the server. */
  Optional<Endpoint> controlEndpoint() {
    return gateways
        .serverSeenFromOutside()
        .flatMap(
            address ->
                gateways.controlPortSeenFromOutside().stream()
                    .mapToObj(port -> new Endpoint(address, port))
                    .findFirst());
  }

  /** If the client began without TLS, or with TLS in the wrong way. */
  List<String> ofTls() {
    return switch (server.tls()) {
      case NONE ->
          List.of(
              "Use no TLS.", "Let the server speak TLS (Server.Builder.tls(TlsMode.EXPLICIT)).");
      case IMPLICIT ->
          List.of("Begin with the TLS handshake (curl: ftps://, commons-net: FTPSClient(true)).");
      case EXPLICIT, REQUIRED ->
          List.of("Send AUTH TLS before USER (curl: --ssl-reqd, commons-net: FTPSClient).");
    };
  }

  /** If the login was refused. */
  List<String> ofLogin() {
    return List.of(
        "Log in as %s with the password of the topology (FtpNat.username(), FtpNat.password())."
            .formatted(server.username()));
  }

  /** If an ALG stands in the way of the control connection itself. */
  List<String> ofAlg(String gateway) {
    List<String> ways = new ArrayList<>();
    ways.add("Send each command and reply whole, in a segment of its own, as RFC 959 has it.");
    if (server.tls() != TlsMode.NONE) {
      ways.add("Use TLS, which the ALG can't read; the passive ports must be forwarded then.");
    }
    ways.add("Turn off the ALG of " + gateway + ", and forward the passive ports.");
    return ways;
  }

  static String and(List<Gateway> gateways) {
    return String.join(" and ", gateways.stream().map(Gateways::name).toList());
  }
}
