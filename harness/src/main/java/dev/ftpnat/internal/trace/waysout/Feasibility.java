package dev.ftpnat.internal.trace.waysout;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior.Foreign;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.session.DataMode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What would work in a topology by its settings, so that nobody is advised to do what fails as
 * well.
 *
 * @param gateways the topology's
 * @param encrypted whether the control connection is under TLS
 */
public record Feasibility(GatewaySettings gateways, boolean encrypted) {

  /** What ALGs do about AUTH after which there is no TLS, or nothing beside it. */
  private static final Set<AuthHandling> HINDERS =
      EnumSet.of(
          AuthHandling.REFUSED,
          AuthHandling.DROPPED,
          AuthHandling.MASKED,
          AuthHandling.SESSION_CLOSED,
          AuthHandling.CORRUPTED,
          AuthHandling.DATA_BLOCKED);

  /** Whether a data connection comes about if the client believes what it is told. */
  public boolean works(DataMode method) {
    if (isRefused(method) || (encrypted && isTlsHindered()) || isTooFull()) {
      return false;
    }
    return switch (method) {
      case PASV -> !isProxyLedAstray() && isPassiveAddressRight() && isPassivePortOpen(method);
      case EPSV -> isPassivePortOpen(method);
      case PORT, EPRT -> isTargetKnown(method) && isWayToClientOpen(method);
      case NONE -> false;
    };
  }

  /** Whether a connection to what PORT or EPRT names gets there. */
  public boolean isWayToClientOpen(DataMode method) {
    return gateways.ofClient().stream()
            .allMatch(
                gateway ->
                    gateways.opens(gateway, method, encrypted)
                        || (opensUnderTls(gateway) && !gateway.translates()))
        && isServersAddressKnown(method)
        && isLetOutByServer(method);
  }

  /** Whether gateways before the client see the server's connections come from where it is. */
  private boolean isServersAddressKnown(DataMode method) {
    return gateways.ofClient().isEmpty()
        || gateways.spreading(gateways.ofServer()).stream()
            // What goes through a pinhole has the address of its control connection.
            .allMatch(gateway -> gateways.opens(gateway, method, encrypted));
  }

  /** Whether the gateways before the server let its connections out, to whatever port. */
  public boolean isLetOutByServer(DataMode method) {
    return gateways.ofServer().stream()
        .allMatch(
            gateway ->
                gateway.outgoingPorts().isEmpty()
                    || opensUnderTls(gateway)
                    || gateways.opens(gateway, method, encrypted));
  }

  /** Whether those before the client let it out to the passive ports. */
  public boolean isLetOutByClient(DataMode method) {
    PortRange passive = gateways.topology().server().passivePorts();
    boolean ofInterest = method == DataMode.EPSV || isPassiveAddressRight();
    return gateways.ofClient().stream()
        .allMatch(
            gateway ->
                GatewaySettings.letsOut(gateway, passive)
                    || opensUnderTls(gateway)
                    || (ofInterest && gateways.opens(gateway, method, encrypted)));
  }

  /** Whether the server, if it compares, finds the address of the control connection in it. */
  private boolean isTargetKnown(DataMode method) {
    return !gateways.topology().server().refusesForeignTargets()
        || gateways.ofServer().stream()
            .filter(gateways::masqueradesControl)
            .allMatch(gateway -> gateways.translates(gateway, method, encrypted));
  }

  /** Whether the server, if it compares, finds control and data connection of one address. */
  private boolean isDataKnown(DataMode method) {
    if (gateways.topology().server().foreignData() == ForeignData.SERVED) {
      return true;
    }
    boolean ofInterest = method == DataMode.EPSV || gateways.announcesOwnAddress();
    for (Gateway gateway : gateways.ofServer()) {
      boolean control = gateways.masqueradesControl(gateway);
      // What comes through a pinhole comes from where its control connection does.
      boolean pinhole =
          (ofInterest || gateways.leadsToServer(gateway))
              && gateways.opens(gateway, method, encrypted);
      boolean data = pinhole ? control : gateways.masqueradesPassive(gateway);
      if (control || data) {
        return control && data;
      }
    }
    return gateways.spreading(gateways.ofClient()).isEmpty();
  }

  /** Whether an ALG lets no session turn to TLS, or none of those have data connections. */
  private boolean isTlsHindered() {
    return gateways.endsTls()
        || Stream.concat(gateways.ofClient().stream(), gateways.ofServer().stream())
            .map(gateways::aboutAuth)
            .anyMatch(HINDERS::contains);
  }

  /** Whether a table has no room for anything beside the control connection. */
  private boolean isTooFull() {
    return Stream.concat(gateways.ofClient().stream(), gateways.ofServer().stream())
        .anyMatch(gateway -> gateway.connectionLimit().equals(OptionalInt.of(1)));
  }

  private boolean opensUnderTls(Gateway gateway) {
    return encrypted && gateways.aboutAuth(gateway) == AuthHandling.OPENED;
  }

  /** Whether a client that does everything right gets through in this mode, passive or active. */
  public boolean worksInModeOf(DataMode method) {
    return method.isActive()
        ? works(DataMode.PORT) || works(DataMode.EPRT)
        : works(DataMode.PASV) || worksAtControlAddress() || works(DataMode.EPSV);
  }

  /** Whether PASV works if the client goes to the control connection's address. */
  public boolean worksAtControlAddress() {
    return !isRefused(DataMode.PASV)
        // What one before the client listens on is inside.
        && gateways.ofClient().stream()
            .noneMatch(gateway -> gateway.alg().isProxy() && gateways.watchesControl(gateway))
        && !(encrypted && isTlsHindered())
        && !isTooFull()
        && !isProxyLedAstray()
        && isPassivePortOpen(DataMode.PASV);
  }

  /** Whether a proxy before the server is told to go to another address than the server's. */
  private boolean isProxyLedAstray() {
    return !gateways.announcesOwnAddress()
        && gateways.ofServer().stream()
            .anyMatch(gateway -> gateway.alg().isProxy() && gateways.watchesControl(gateway));
  }

  /** Whether a proxy on the way knows nothing of what asks for it. */
  private boolean isUnknownToProxy(DataMode method) {
    return gateways.topology().gateways().stream()
        .anyMatch(
            gateway ->
                gateway.alg().isProxy()
                    && gateways.watchesControl(gateway)
                    && !GatewaySettings.knows(gateway, method));
  }

  /** Whether the server, or a proxy, refuses what asks for it. */
  public boolean isRefused(DataMode method) {
    Set<String> refused = gateways.topology().server().refusedCommands();
    Optional<Gateway> nat64 = gateways.topology().nat64();
    if (nat64.isPresent()) {
      return isRefusedBeyondNat64(method, refused, nat64.get());
    }
    // Neither has room for an IPv6 address.
    boolean isOfIpv4 = method == DataMode.PASV || method == DataMode.PORT;
    return refused.contains(method.name())
        || isUnknownToProxy(method)
        || (isOfIpv4 && gateways.topology().family() == AddressFamily.IPV6);
  }

  /** The server has IPv4 alone, and an ALG may make its words of the client's. */
  private boolean isRefusedBeyondNat64(DataMode method, Set<String> refused, Gateway nat64) {
    boolean translated = gateways.translates(nat64, method, encrypted);
    return switch (method) {
      case EPSV ->
          translated
              ? refused.contains("PASV")
              : refused.contains("EPSV") || isUnknownToProxy(method);
      case EPRT ->
          gateways.isIpv6BeforeNat64()
              ? !translated || refused.contains("PORT")
              : refused.contains("EPRT");
      case PORT -> gateways.isIpv6BeforeNat64() || refused.contains("PORT");
      default -> refused.contains(method.name());
    };
  }

  /** Whether all gateways before the server forward the passive ports to themselves. */
  public boolean isForwarded() {
    return gateways.ofServer().stream().allMatch(gateways::forwardsPassivePorts);
  }

  private boolean isPassiveAddressRight() {
    if (gateways.isIpv6BeforeNat64()) {
      // It is of IPv4, and nobody makes another one of it for PASV.
      return false;
    }
    return gateways.announcesPublicAddress()
        || gateways.ofServer().stream()
            .allMatch(
                gateway ->
                    (gateways.announcesOwnAddress()
                            || gateway.alg().foreign() != Foreign.LEFT_ALONE)
                        && gateways.translates(gateway, DataMode.PASV, encrypted));
  }

  private boolean isPassivePortOpen(DataMode method) {
    // An ALG opens nothing for an address that isn't the server's own.
    boolean ofInterest = method == DataMode.EPSV || gateways.announcesOwnAddress();
    return isDataKnown(method)
        && isLetOutByClient(method)
        && gateways.ofServer().stream().allMatch(gateway -> opens(gateway, method, ofInterest));
  }

  private boolean opens(Gateway gateway, DataMode method, boolean ofInterest) {
    return gateways.forwardsPassivePorts(gateway)
        || opensUnderTls(gateway)
        || ((ofInterest || gateways.leadsToServer(gateway))
            && gateways.opens(gateway, method, encrypted));
  }
}
