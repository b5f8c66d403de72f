package dev.ftpnat.internal.trace.json;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import dev.ftpnat.topology.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A gateway as values. */
record GatewaySettings(
    Optional<String> name,
    List<InetAddress> publicAddresses,
    List<Subnet> insideNetworks,
    List<AddressFamily> translated,
    Optional<Subnet> nat64,
    boolean clat,
    List<ForwardSettings> forwards,
    boolean masqueradesInbound,
    Gateway.Hairpinning hairpinning,
    Optional<List<Integer>> outgoingPorts,
    AlgBehavior alg,
    Optional<AuthHandling> authHandling,
    List<Integer> algPorts,
    boolean matchesAlgPortsInside,
    int addressPool,
    List<InetAddress> furtherAddresses,
    AddressPooling addressPooling,
    PortRange mappedPorts,
    OptionalInt portBlock,
    MappingBehavior mapping,
    FilteringBehavior filtering,
    PortAllocation portAllocation,
    Refusal unmappedPorts,
    Refusal privateDestinations,
    Duration pinholeLifetime,
    IdleTimeouts idleTimeouts,
    OptionalInt connectionLimit,
    OptionalInt halfOpenLimit) {

  static GatewaySettings of(Gateway gateway) {
    return new GatewaySettings(
        gateway.name(),
        TopologySettings.ofEach(gateway::publicAddress),
        TopologySettings.ofEach(gateway::insideNetwork),
        Stream.of(AddressFamily.values()).filter(gateway::translates).toList(),
        gateway.nat64().map(prefix -> prefix.subnet()),
        gateway.isClat(),
        gateway.forwards().stream().map(ForwardSettings::of).toList(),
        gateway.masqueradesInbound(),
        gateway.hairpinning(),
        gateway.outgoingPorts().map(GatewaySettings::sorted),
        gateway.alg(),
        // A proxy's is its own, whatever was set.
        Optional.of(gateway.authHandling()).filter(handling -> !gateway.alg().isProxy()),
        sorted(gateway.algPorts()),
        gateway.matchesAlgPortsInside(),
        gateway.addressPool(),
        Stream.of(AddressFamily.values())
            .flatMap(family -> gateway.furtherAddresses(family).stream())
            .toList(),
        gateway.addressPooling(),
        gateway.mappedPorts(),
        gateway.portBlock(),
        gateway.mapping(),
        gateway.filtering(),
        gateway.portAllocation(),
        gateway.unmappedPorts(),
        gateway.privateDestinations(),
        gateway.pinholeLifetime(),
        gateway.idleTimeouts(),
        gateway.connectionLimit(),
        gateway.halfOpenLimit());
  }

  private static List<Integer> sorted(Collection<Integer> ports) {
    return ports.stream().sorted().toList();
  }

  private static int[] array(List<Integer> ports) {
    return ports.stream().mapToInt(Integer::intValue).toArray();
  }

  Gateway gateway() {
    Gateway.Builder gateway = Gateway.builder();
    name.ifPresent(gateway::name);
    publicAddresses.forEach(address -> gateway.publicAddress(IpAddresses.text(address)));
    insideNetworks.forEach(network -> gateway.insideNetwork(network.toString()));
    Stream.of(AddressFamily.values())
        .filter(family -> !translated.contains(family))
        .forEach(gateway::withoutTranslationOf);
    nat64.ifPresent(prefix -> gateway.nat64(prefix.toString()));
    if (clat) {
      gateway.clat();
    }
    forwards.forEach(rule -> gateway.forward(rule.forward()));
    if (masqueradesInbound) {
      gateway.masqueradesInbound();
    }
    gateway.hairpinning(hairpinning);
    outgoingPorts.ifPresent(ports -> gateway.outgoingPorts(array(ports)));
    gateway.alg(alg);
    authHandling.ifPresent(gateway::authHandling);
    if (matchesAlgPortsInside) {
      gateway.algPortsInside(array(algPorts));
    } else {
      gateway.algPorts(array(algPorts));
    }
    gateway.addressPool(addressPool);
    if (!furtherAddresses.isEmpty()) {
      gateway.furtherAddresses(
          furtherAddresses.stream().map(IpAddresses::text).toArray(String[]::new));
    }
    portBlock.ifPresent(gateway::portBlock);
    connectionLimit.ifPresent(gateway::connectionLimit);
    halfOpenLimit.ifPresent(gateway::halfOpenLimit);
    return gateway
        .addressPooling(addressPooling)
        .mappedPorts(mappedPorts.first(), mappedPorts.last())
        .mapping(mapping)
        .filtering(filtering)
        .portAllocation(portAllocation)
        .unmappedPorts(unmappedPorts)
        .privateDestinations(privateDestinations)
        .pinholeLifetime(pinholeLifetime)
        .idleTimeouts(idleTimeouts)
        .build();
  }
}
