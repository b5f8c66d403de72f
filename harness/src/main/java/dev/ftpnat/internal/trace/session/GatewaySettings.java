package dev.ftpnat.internal.trace.session;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.AlgBehavior.Foreign;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.FtpSession;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What the gateways of a topology do by their settings, whatever happened. */
public record GatewaySettings(Topology topology) {

  public static GatewaySettings of(Topology topology) {
    return new GatewaySettings(topology);
  }

  /** The family of a session's connections: that in which its control connection arrives. */
  public static AddressFamily family(Topology topology, FtpSession dialogue) {
    return dialogue
        .control()
        .map(attempt -> AddressFamily.of(attempt.arrivesAt().address()))
        .orElse(topology.family());
  }

  /** Those before the server, the one next to it first. */
  public List<Gateway> ofServer() {
    return topology.serverGateways();
  }

  /** Those before the client, the one next to it first; a CLAT is as good as a part of it. */
  public List<Gateway> ofClient() {
    return topology.clientGateways().stream().filter(gateway -> !gateway.isClat()).toList();
  }

  /** The same with one of them changed. */
  public GatewaySettings with(Gateway gateway, UnaryOperator<Gateway.Builder> change) {
    UnaryOperator<Gateway> each =
        one -> one.equals(gateway) ? change.apply(one.toBuilder()).build() : one;
    Topology.Builder changed =
        topology.toBuilder()
            .gateways(
                topology.clientGateways().stream().map(each).toList(),
                ofServer().stream().map(each).toList());
    return new GatewaySettings(changed.build());
  }

  /** Whether clients reach the server over IPv6 alone, and a NAT64 makes IPv4 of it. */
  public boolean isIpv6BeforeNat64() {
    return topology.nat64().isPresent() && topology.clat().isEmpty();
  }

  /** The one that this place is; empty for a host or a network. */
  public Optional<Gateway> at(Place place) {
    return place instanceof Place.AtGateway at ? named(at.name()) : Optional.empty();
  }

  /** The one of this name. */
  public Optional<Gateway> named(String name) {
    return topology.gateways().stream()
        .filter(gateway -> gateway.name().filter(name::equals).isPresent())
        .findFirst();
  }

  public static String name(Gateway gateway) {
    return gateway.name().orElse("the gateway");
  }

  /** The address that clients reach the server at. */
  public Optional<InetAddress> serverSeenFromOutside() {
    return ofServer().isEmpty()
        ? server().address()
        : ofServer().get(ofServer().size() - 1).publicAddress();
  }

  /** Whether the client is in the server's own network, behind the gateways before that. */
  public boolean isClientBesideServer() {
    return ofClient().isEmpty()
        && ofServer().stream()
            .limit(1)
            .flatMap(innermost -> innermost.insideNetwork().stream())
            .anyMatch(network -> topology.clientAddress().filter(network::contains).isPresent());
  }

  private Server server() {
    return topology.server();
  }

  // Ports -------------------------------------------------------------------------------------

  /** Where the rules of a gateway send a connection to this port of its public address. */
  public OptionalInt insidePort(Gateway gateway, int outside) {
    return gateway.insidePort(outside, server());
  }

  /**
   * The port of a gateway's public address that its rules send to this port, the first if several.
   */
  public OptionalInt outsidePort(Gateway gateway, int inside) {
    return gateway.outsidePorts(Set.of(inside), server()).stream()
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  /** Whether all passive ports lead to themselves through the rules of a gateway. */
  public boolean forwardsPassivePorts(Gateway gateway) {
    PortRange passive = server().passivePorts();
    for (int port = passive.first(); port <= passive.last(); port++) {
      if (insidePort(gateway, port).orElse(0) != port) {
        return false;
      }
    }
    return true;
  }

  /** The passive ports that lead to themselves through the rules of these gateways, in ranges. */
  public List<PortRange> forwardedPassivePorts(List<Gateway> through) {
    PortRange passive = server().passivePorts();
    List<PortRange> ranges = new ArrayList<>();
    int first = 0;
    for (int port = passive.first(); port <= passive.last() + 1; port++) {
      int same = port;
      boolean forwarded =
          port <= passive.last()
              && through.stream().allMatch(each -> insidePort(each, same).orElse(0) == same);
      if (forwarded && first == 0) {
        first = port;
      } else if (!forwarded && first != 0) {
        ranges.add(new PortRange(first, port - 1));
        first = 0;
      }
    }
    return ranges;
  }

  /** Whether a gateway lets connections out to all of these ports. */
  public static boolean letsOut(Gateway gateway, PortRange ports) {
    for (int port = ports.first(); port <= ports.last(); port++) {
      if (!gateway.letsOut(port)) {
        return false;
      }
    }
    return true;
  }

  // ALGs --------------------------------------------------------------------------------------

  public static boolean hasAlg(Gateway gateway) {
    return gateway.alg().readsAnything();
  }

  /** Whether a gateway has an ALG that knows what announces the endpoint in this method. */
  public static boolean knows(Gateway gateway, DataMode method) {
    return gateway.alg().reads(method.name());
  }

  /** Whether a gateway's ALG looks at control connections with the server. */
  public boolean watchesControl(Gateway gateway) {
    return gateway.algPorts().contains(controlPortSeenBy(gateway))
        // IPv6 passes proxies by.
        && !(gateway.alg().isProxy() && arrivesOverIpv6(gateway));
  }

  private boolean arrivesOverIpv6(Gateway gateway) {
    return topology
        .nat64()
        .map(last -> ofClient().subList(0, ofClient().indexOf(last) + 1).contains(gateway))
        .orElse(topology.family() == AddressFamily.IPV6);
  }

  /** The port of control connections that a gateway's ALG goes by. */
  public int controlPortSeenBy(Gateway gateway) {
    int arriving = controlPortAt(gateway);
    return gateway.matchesAlgPortsInside()
        ? insidePort(gateway, arriving).orElse(arriving)
        : arriving;
  }

  /** The port that control connections go to when they arrive at a gateway. */
  public int controlPortAt(Gateway gateway) {
    int port = server().controlPort();
    for (Gateway each : ofServer()) {
      port = outsidePort(each, port).orElse(port);
      if (each.equals(gateway)) {
        return port;
      }
    }
    return port;
  }

  /** What a gateway's ALG does about AUTH on control connections with the server. */
  public AuthHandling aboutAuth(Gateway gateway) {
    return watchesControl(gateway) ? gateway.authHandling() : AuthHandling.BLIND;
  }

  /** The same with another control port. */
  public GatewaySettings withControlPort(int port) {
    return new GatewaySettings(topology.toBuilder().server(each -> each.controlPort(port)).build());
  }

  /** Whether a gateway's ALG reads and translates what announces the endpoint in this method. */
  public boolean translates(Gateway gateway, DataMode method, boolean encrypted) {
    boolean goesIn =
        method.isPassive() ? ofClient().contains(gateway) : ofServer().contains(gateway);
    return !encrypted
        && knows(gateway, method)
        // What a client behind a CLAT names is of IPv4, which an ALG between families passes by.
        && !(topology.clat().isPresent() && gateway.alg().isBetweenFamilies() && method.isActive())
        && watchesControl(gateway)
        && !(goesIn && gateway.alg().readsOnlyWhatGoesOut());
  }

  /** Whether it opens the port as well. */
  public boolean opens(Gateway gateway, DataMode method, boolean encrypted) {
    return translates(gateway, method, encrypted) && gateway.alg().opensPorts();
  }

  /** Whether a gateway's ALG ends sessions under TLS. */
  public boolean endsTls() {
    return topology.gateways().stream()
        .anyMatch(gateway -> gateway.alg().endsTls() && watchesControl(gateway));
  }

  /** Whether a gateway's ALG leads to the server who goes where 227 says. */
  public boolean leadsToServer(Gateway gateway) {
    return announcesOwnAddress()
        || switch (gateway.alg().foreign()) {
          case LEFT_ALONE, FOLLOWED -> false;
          case EXPECTED ->
              announced().isEmpty()
                  ? announcesPublicAddress()
                  : announced().equals(gateway.publicAddress());
          case IGNORED -> true;
        };
  }

  /** What the ALGs on the way to the client make of the endpoint in a 227 reply. */
  Endpoint asTranslated(Endpoint said, DataMode method, boolean encrypted) {
    if (method != DataMode.PASV) {
      return said;
    }
    Endpoint translated = said;
    Optional<InetAddress> own = server().address();
    for (Gateway gateway : ofServer()) {
      Optional<InetAddress> outside = gateway.publicAddress();
      boolean any = gateway.alg().foreign() != Foreign.LEFT_ALONE;
      if ((any || own.filter(translated.address()::equals).isPresent())
          && outside.isPresent()
          && translates(gateway, method, encrypted)) {
        translated = new Endpoint(outside.get(), translated.port());
      }
      own = outside;
    }
    return translated;
  }

  // Sources -----------------------------------------------------------------------------------

  /** The gateways before the server that show it their own address instead of the client's. */
  public List<Gateway> masquerading() {
    return ofServer().stream().filter(Gateway::masqueradesAnythingInbound).toList();
  }

  /** Whether a gateway does so with control connections. */
  public boolean masqueradesControl(Gateway gateway) {
    return gateway.masqueradesInboundTo(controlPortAt(gateway), server());
  }

  /** Whether a gateway does so with data connections that its rules bring to passive ports. */
  public boolean masqueradesPassive(Gateway gateway) {
    return outsidePort(gateway, server().passivePorts().first()).stream()
        .anyMatch(port -> gateway.masqueradesInboundTo(port, server()));
  }

  /** The same with every source kept. */
  public GatewaySettings keepingSources() {
    return new GatewaySettings(
        topology.toBuilder().serverGateways(Gateway.Builder::keepsInboundSources).build());
  }

  /** Those of these that give the connections of a host different addresses. */
  public List<Gateway> spreading(List<Gateway> some) {
    return some.stream().filter(Gateway::spreadsAddresses).toList();
  }

  /** The same with every host's connections at one address. */
  public GatewaySettings paired() {
    return new GatewaySettings(
        topology.toBuilder()
            .gateways(gateway -> gateway.addressPooling(AddressPooling.PAIRED))
            .build());
  }

  /** The gateways that bring some connections to another server. */
  public List<Gateway> balancing() {
    return ofServer().stream().filter(Gateway::hasOtherServer).toList();
  }

  /** The same with all connections brought to the one server. */
  public GatewaySettings atOneServer() {
    return new GatewaySettings(
        topology.toBuilder().serverGateways(Gateway.Builder::keepsClientsAtOneServer).build());
  }

  // The server's announcement -----------------------------------------------------------------

  /** Whether 227 names the address that clients reach the server at. */
  public boolean announcesPublicAddress() {
    return server().advertisesPublicAddress()
        || Objects.equals(announced(), serverSeenFromOutside());
  }

  /** Whether 227 names the server's own address, which ALGs translate. */
  public boolean announcesOwnAddress() {
    return !server().advertisesPublicAddress() && Objects.equals(announced(), server().address());
  }

  /** What 227 names unless that is the public address, whatever it is. */
  private Optional<InetAddress> announced() {
    return server().advertisedAddress().or(server()::address);
  }
}
