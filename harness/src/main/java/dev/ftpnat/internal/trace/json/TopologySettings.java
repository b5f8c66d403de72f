package dev.ftpnat.internal.trace.json;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** A topology as values, the gateways on each side from the host on. */
record TopologySettings(
    String name,
    Vantage vantage,
    List<AddressFamily> clientFamilies,
    List<AddressFamily> serverFamilies,
    AddressFamily family,
    Duration connectGiveUp,
    List<InetAddress> clientAddresses,
    List<ClientHost> clientHosts,
    List<GatewaySettings> clientGateways,
    List<GatewaySettings> serverGateways,
    ServerSettings server,
    Optional<List<Topology.Decoy>> decoys,
    Optional<List<Intruder>> intruders) {

  /** A host that comes first. */
  record Intruder(String host, ClientHost.Intrusion intrusion) {}

  static TopologySettings of(Topology topology) {
    return new TopologySettings(
        topology.name(),
        topology.vantage(),
        sorted(topology.clientFamilies()),
        sorted(topology.serverFamilies()),
        topology.family(),
        topology.connectGiveUp(),
        ofEach(topology::clientAddress),
        topology.clientHosts(),
        topology.clientGateways().stream().map(GatewaySettings::of).toList(),
        topology.serverGateways().stream().map(GatewaySettings::of).toList(),
        ServerSettings.of(topology.server()),
        Optional.of(topology.decoys()).filter(all -> !all.isEmpty()),
        Optional.of(intruders(topology)).filter(all -> !all.isEmpty()));
  }

  private static List<Intruder> intruders(Topology topology) {
    return topology.clientHosts().stream()
        .map(ClientHost::name)
        .filter(topology.intruders()::containsKey)
        .map(host -> new Intruder(host, topology.intruders().get(host)))
        .toList();
  }

  private static List<AddressFamily> sorted(Set<AddressFamily> families) {
    return families.stream().sorted().toList();
  }

  /** What there is of each family. */
  static <T> List<T> ofEach(Function<AddressFamily, Optional<T>> what) {
    return Stream.of(AddressFamily.values()).map(what).flatMap(Optional::stream).toList();
  }

  Topology topology() {
    Topology.Builder topology =
        Topology.builder()
            .name(name)
            .vantage(vantage)
            .clientFamilies(first(clientFamilies), others(clientFamilies))
            .serverFamilies(first(serverFamilies), others(serverFamilies))
            .about(family)
            .connectGiveUp(connectGiveUp)
            .clientHosts(clientHosts)
            .server(server.server());
    clientAddresses.forEach(address -> topology.clientAddress(IpAddresses.text(address)));
    clientGateways.forEach(gateway -> topology.clientGateway(gateway.gateway()));
    serverGateways.forEach(gateway -> topology.serverGateway(gateway.gateway()));
    decoys
        .orElse(List.of())
        .forEach(
            each -> topology.decoy(each.name(), IpAddresses.text(each.address()), each.says()));
    intruders.orElse(List.of()).forEach(each -> topology.intruder(each.host(), each.intrusion()));
    return topology.build();
  }

  private static AddressFamily first(List<AddressFamily> families) {
    return families.stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a side has no family of addresses"));
  }

  private static AddressFamily[] others(List<AddressFamily> families) {
    return families.stream().skip(1).toArray(AddressFamily[]::new);
  }
}
