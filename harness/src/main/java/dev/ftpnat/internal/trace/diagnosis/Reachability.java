package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.session.TransferAttempt;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where a connection of the client would have got to that it didn't make: to the passive port that
 * the server listens on, to another one, or to the gateway that refuses it.
 *
 * @param open whether it would have arrived
 * @param decidedBy the gateway or host that refuses it; the internet if nothing has the address
 * @param reason why
 */
record Reachability(boolean open, Place decidedBy, Reason reason) {

  private static final Reachability OPEN = new Reachability(true, Party.SERVER, Reason.LISTENING);

  private static final Reachability CLOSED =
      new Reachability(false, Party.SERVER, Reason.NOT_LISTENING);

  /** Addresses that no host has in a network of loopback addresses either. */
  private static final Set<InetAddress> LOCAL = Set.of(Ipv4.of("127.0.0.1"), Ipv4.of("0.0.0.0"));

  /** Of a connection to an endpoint, for an operation that announced a port. */
  static Reachability of(EventLog trace, TransferAttempt operation, Endpoint endpoint) {
    GatewaySettings gateways = GatewaySettings.of(trace.topology());
    Optional<Reachability> goesNowhere = nowhere(trace.topology(), endpoint.address());
    if (goesNowhere.isPresent()) {
      return goesNowhere.get();
    }
    Optional<Reachability> inside = besideServer(gateways, operation, endpoint);
    if (inside.isPresent()) {
      return inside.get();
    }
    for (Gateway gateway : trace.topology().gateways()) {
      if (operation.isEncrypted() && gateways.aboutAuth(gateway) == AuthHandling.DATA_BLOCKED) {
        return refused(gateway, Reason.BLOCKED_UNDER_TLS);
      }
    }
    for (Gateway gateway : trace.topology().path().outwards()) {
      if (!gateway.letsOut(endpoint.port())
          && !isOpened(gateways, operation, gateway)
          && !isExpected(trace, operation, gateway, endpoint)) {
        return refused(gateway, Reason.NOT_PERMITTED);
      }
    }
    List<Gateway> inwards = trace.topology().path().inwards();
    Optional<Endpoint> outside = outside(trace.topology(), endpoint);
    if (outside.isEmpty()) {
      return new Reachability(false, Party.CLIENT, Reason.NO_ROUTE);
    }
    Endpoint target = outside.get();
    for (int n = 0; n < inwards.size(); n++) {
      Gateway gateway = inwards.get(n);
      if (!gateway.publicAddresses().contains(target.address())) {
        return isBehind(inwards.subList(n, inwards.size()), target.address())
            ? refused(gateway, Reason.PRIVATE_DESTINATION)
            : new Reachability(false, Place.Beyond.INTERNET, Reason.NO_ROUTE);
      }
      OptionalInt port =
          isExpected(trace, operation, gateway, target) || isOpened(gateways, operation, gateway)
              ? OptionalInt.of(target.port())
              : gateways.insidePort(gateway, target.port());
      if (port.isEmpty() && gateway.leadsToOtherServer(target.port(), trace.topology().server())) {
        return refused(gateway, Reason.OTHER_SERVER);
      }
      if (port.isEmpty()) {
        return refused(gateway, gateway.translates() ? Reason.NO_MAPPING : Reason.NOT_PERMITTED);
      }
      Optional<InetAddress> next =
          n + 1 < inwards.size()
              ? inwards.get(n + 1).publicAddress()
              : trace.topology().server().address();
      target = new Endpoint(next.orElse(target.address()), port.getAsInt());
    }
    boolean arrives =
        trace.topology().server().address().filter(target.address()::equals).isPresent();
    if (!arrives) {
      return new Reachability(false, Place.Beyond.INTERNET, Reason.NO_ROUTE);
    }
    return isAnnounced(operation, target.port()) ? OPEN : CLOSED;
  }

  /** Of a client in the server's network: to the server itself, or not back in at the gateway. */
  private static Optional<Reachability> besideServer(
      GatewaySettings gateways, TransferAttempt operation, Endpoint endpoint) {
    if (!gateways.isClientBesideServer()) {
      return Optional.empty();
    }
    Topology topology = gateways.topology();
    if (topology.server().address().filter(endpoint.address()::equals).isPresent()) {
      return Optional.of(isAnnounced(operation, endpoint.port()) ? OPEN : CLOSED);
    }
    Gateway gateway = topology.serverGateways().get(0);
    boolean forwards =
        gateway.publicAddresses().contains(endpoint.address())
            && gateways.insidePort(gateway, endpoint.port()).isPresent();
    if (!forwards || gateway.hairpinning() == Hairpinning.EXTERNAL_SOURCE) {
      return Optional.empty();
    }
    if (gateway.hairpinning() == Hairpinning.NONE) {
      return Optional.of(refused(gateway, Reason.NOT_HAIRPINNED));
    }
    return gateway.masqueradesInboundTo(endpoint.port(), topology.server())
        ? Optional.empty()
        : Optional.of(new Reachability(false, Party.CLIENT, Reason.ANSWERED_DIRECTLY));
  }

  /** What an endpoint is beyond a NAT64, before which there is no way to others. */
  private static Optional<Endpoint> outside(Topology topology, Endpoint endpoint) {
    return topology
        .nat64()
        .flatMap(Gateway::nat64)
        .filter(
            prefix ->
                topology.clat().isEmpty()
                    || AddressFamily.of(endpoint.address()) == AddressFamily.IPV6)
        .map(prefix -> prefix.extract(endpoint.address()))
        .map(address -> address.map(found -> new Endpoint(found, endpoint.port())))
        .orElse(Optional.of(endpoint));
  }

  /** What the client's own stack does, whatever else there is. */
  private static Optional<Reachability> nowhere(Topology topology, InetAddress address) {
    if (!IpAddresses.isUnicast(address)) {
      return Optional.of(new Reachability(false, Party.CLIENT, Reason.NOT_UNICAST));
    }
    boolean own =
        topology.clientAddress().filter(address::equals).isPresent()
            || (IpAddresses.isOwnHost(address)
                && (topology.vantage() != Vantage.LOOPBACK || LOCAL.contains(address)));
    return own
        ? Optional.of(new Reachability(false, Party.CLIENT, Reason.OWN_HOST))
        : Optional.empty();
  }

  private static boolean isOpened(
      GatewaySettings gateways, TransferAttempt operation, Gateway gateway) {
    return operation.isEncrypted() && gateways.aboutAuth(gateway) == AuthHandling.OPENED;
  }

  private static Reachability refused(Gateway gateway, Reason reason) {
    return new Reachability(false, Place.gateway(GatewaySettings.name(gateway)), reason);
  }

  private static boolean isBehind(List<Gateway> gateways, InetAddress address) {
    return gateways.stream()
        .flatMap(gateway -> gateway.insideNetwork().stream())
        .anyMatch((Subnet network) -> network.contains(address));
  }

  private static boolean isAnnounced(TransferAttempt operation, int port) {
    return operation.announced().filter(announced -> announced.port() == port).isPresent();
  }

  /** Whether a gateway's ALG has opened the port, or must have where the record doesn't tell. */
  private static boolean isExpected(
      EventLog trace, TransferAttempt operation, Gateway gateway, Endpoint target) {
    if (trace.only(ControlLine.class).isEmpty()) {
      return GatewaySettings.of(trace.topology())
          .opens(gateway, operation.method(), operation.isEncrypted());
    }
    return trace.algActions().stream()
        .filter(action -> action.gateway().equals(GatewaySettings.name(gateway)))
        .map(AlgAction::pinhole)
        .anyMatch(pinhole -> pinhole.filter(target::equals).isPresent());
  }
}
