package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.session.DataMode;
import java.util.Set;

/**
 * What would work in a topology by its settings, so that nobody is advised to do what fails as
 * well.
 *
 * @param gateways the topology's
 * @param encrypted whether the control connection is under TLS
 */
record Feasibility(GatewaySettings gateways, boolean encrypted) {

  /** Whether a data connection comes about if the client believes what it is told. */
  boolean works(DataMode method) {
    if (isRefused(method)) {
      return false;
    }
    return switch (method) {
      case PASV -> isPassiveAddressRight() && isPassivePortOpen(method);
      case EPSV -> isPassivePortOpen(method);
      case PORT, EPRT ->
          gateways.ofClient().stream()
              .allMatch(gateway -> gateways.translates(gateway, method, encrypted));
      case NONE -> false;
    };
  }

  /** Whether a client that does everything right gets through in this mode, passive or active. */
  boolean worksInModeOf(DataMode method) {
    return method.isActive()
        ? works(DataMode.PORT) || works(DataMode.EPRT)
        : works(DataMode.PASV) || worksAtControlAddress() || works(DataMode.EPSV);
  }

  /** Whether PASV works if the client goes to the control connection's address. */
  boolean worksAtControlAddress() {
    return !isRefused(DataMode.PASV) && isPassivePortOpen(DataMode.PASV);
  }

  /** Whether the server refuses what asks for it. */
  boolean isRefused(DataMode method) {
    Set<String> refused = gateways.topology().server().refusedCommands();
    return refused.contains(method.name());
  }

  /** Whether all gateways before the server forward the passive ports to themselves. */
  boolean isForwarded() {
    return gateways.ofServer().stream().allMatch(gateways::forwardsPassivePorts);
  }

  private boolean isPassiveAddressRight() {
    return gateways.announcesPublicAddress()
        || (gateways.announcesOwnAddress()
            && gateways.ofServer().stream()
                .allMatch(gateway -> gateways.translates(gateway, DataMode.PASV, encrypted)));
  }

  private boolean isPassivePortOpen(DataMode method) {
    // An ALG opens nothing for an address that isn't the server's own.
    boolean ofInterest = method == DataMode.EPSV || gateways.announcesOwnAddress();
    return gateways.ofServer().stream().allMatch(gateway -> opens(gateway, method, ofInterest));
  }

  private boolean opens(Gateway gateway, DataMode method, boolean ofInterest) {
    return gateways.forwardsPassivePorts(gateway)
        || (ofInterest && gateways.translates(gateway, method, encrypted));
  }
}
