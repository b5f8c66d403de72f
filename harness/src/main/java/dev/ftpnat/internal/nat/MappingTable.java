package dev.ftpnat.internal.nat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which external port stands for which inside endpoint, and who may come back in on it (RFC 4787
 * sections 4 and 5). A mapping lives as long as one of its connections does.
 */
final class MappingTable {

  private static final int HIGHEST_PORT = 65535;
  private static final int LOWEST_ALLOCATED = 1024;

  /** What has to be the same for a connection to share a mapping. Unused parts are empty. */
  private record Key(Endpoint inside, Optional<Endpoint> remote) {}

  private static final class Mapping {
    final Key key;
    final List<Endpoint> remotes = new ArrayList<>();

    Mapping(Key key) {
      this.key = key;
    }
  }

  private final MappingBehavior mapping;
  private final FilteringBehavior filtering;
  private final PortAllocation allocation;
  private final Map<Key, Integer> portByKey = new HashMap<>();
  private final Map<Integer, Mapping> byPort = new HashMap<>();
  private final BitSet usedPorts = new BitSet();
  private final PortRange ports;
  private final OptionalInt block;

  /** The number of each host's block of ports, in the order in which they came. */
  private final Map<InetAddress, Integer> blocks = new HashMap<>();

  private long drawn;

  /** The empty table for one public address of a gateway. */
  MappingTable(Gateway gateway) {
    this.mapping = gateway.mapping();
    this.filtering = gateway.filtering();
    this.allocation = gateway.portAllocation();
    this.ports = gateway.mappedPorts();
    this.block = gateway.portBlock();
  }

  /** Whether a connection would share a mapping that is there. */
  boolean hasFor(Endpoint inside, Endpoint remote) {
    return portByKey.containsKey(key(inside, remote));
  }

  /** Whether an external port stands for an inside endpoint. */
  boolean isMapped(int externalPort) {
    return byPort.containsKey(externalPort);
  }

  /** The external port that a connection would have; empty if none is free. */
  OptionalInt portFor(Endpoint inside, Endpoint remote) {
    Integer existing = portByKey.get(key(inside, remote));
    return existing != null ? OptionalInt.of(existing) : freePort(inside);
  }

  /** A connection was made on the port that {@link #portFor} named. */
  void add(Endpoint inside, Endpoint remote, int externalPort) {
    Key key = key(inside, remote);
    portByKey.put(key, externalPort);
    usedPorts.set(externalPort);
    drawn++;
    blocks.putIfAbsent(inside.address(), blocks.size());
    byPort.computeIfAbsent(externalPort, port -> new Mapping(key)).remotes.add(remote);
  }

  /** A connection that was added has ended. */
  void remove(Endpoint remote, int externalPort) {
    Mapping found = byPort.get(externalPort);
    found.remotes.remove(remote);
    if (found.remotes.isEmpty()) {
      byPort.remove(externalPort);
      usedPorts.clear(externalPort);
      portByKey.remove(found.key);
    }
  }

  /** The inside endpoint that an external port stands for. */
  Optional<Endpoint> insideOf(int externalPort) {
    return Optional.ofNullable(byPort.get(externalPort)).map(found -> found.key.inside());
  }

  /** Whether the filter lets {@code remote} in on a mapped port. */
  boolean admits(Endpoint remote, int externalPort) {
    List<Endpoint> contacted = byPort.get(externalPort).remotes;
    return switch (filtering) {
      case ENDPOINT_INDEPENDENT -> true;
      case ADDRESS_DEPENDENT ->
          contacted.stream().anyMatch(known -> known.address().equals(remote.address()));
      case ADDRESS_AND_PORT_DEPENDENT -> contacted.contains(remote);
    };
  }

  private Key key(Endpoint inside, Endpoint remote) {
    return new Key(
        inside,
        switch (mapping) {
          case ENDPOINT_INDEPENDENT -> Optional.empty();
          case ADDRESS_DEPENDENT -> Optional.of(remote.withPort(0));
          case ADDRESS_AND_PORT_DEPENDENT -> Optional.of(remote);
        });
  }

  private OptionalInt freePort(Endpoint inside) {
    return portsOf(inside.address())
        .map(own -> freePort(inside.port(), own))
        .orElse(OptionalInt.empty());
  }

  /** Which ports a host may get; empty if all blocks are others'. */
  private Optional<PortRange> portsOf(InetAddress host) {
    if (block.isEmpty()) {
      return Optional.of(ports);
    }
    int size = block.getAsInt();
    int first = ports.first() + blocks.getOrDefault(host, blocks.size()) * size;
    return first + size - 1 > ports.last()
        ? Optional.empty()
        : Optional.of(new PortRange(first, first + size - 1));
  }

  private OptionalInt freePort(int insidePort, PortRange own) {
    return switch (allocation) {
      case PRESERVING -> {
        // Those of system services, below all ranges, are for those who have them.
        boolean mayStay =
            insidePort < LOWEST_ALLOCATED ? keepsLowPorts() : own.contains(insidePort);
        yield mayStay && !usedPorts.get(insidePort)
            ? OptionalInt.of(insidePort)
            : freeFrom(own.contains(insidePort) ? insidePort : own.first(), own);
      }
      case SEQUENTIAL -> freeFrom(own.first(), own);
      case RANDOM -> freeFrom(own.first() + draw(own.size()), own);
    };
  }

  private boolean keepsLowPorts() {
    return block.isEmpty() && ports.first() == LOWEST_ALLOCATED && ports.last() == HIGHEST_PORT;
  }

  private OptionalInt freeFrom(int start, PortRange own) {
    int port = usedPorts.nextClearBit(start);
    if (port > own.last()) {
      port = usedPorts.nextClearBit(own.first());
    }
    return port > own.last() ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /** What the number of mappings so far is mixed to (SplitMix64). */
  private int draw(int bound) {
    long bits = (drawn + 1) * 0x9e3779b97f4a7c15L;
    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    return (int) Long.remainderUnsigned(bits ^ (bits >>> 31), bound);
  }
}
