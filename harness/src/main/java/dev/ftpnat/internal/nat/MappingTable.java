package dev.ftpnat.internal.nat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
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

  private static final int LOWEST_ALLOCATED = 1024;
  private static final int HIGHEST_PORT = 65535;

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
  private final BitSet usedPorts = new BitSet(HIGHEST_PORT + 1);

  MappingTable(MappingBehavior mapping, FilteringBehavior filtering, PortAllocation allocation) {
    this.mapping = mapping;
    this.filtering = filtering;
    this.allocation = allocation;
  }

  /** Whether an external port stands for an inside endpoint. */
  boolean isMapped(int externalPort) {
    return byPort.containsKey(externalPort);
  }

  /** The external port that a connection would have; empty if none is free. */
  OptionalInt portFor(Endpoint inside, Endpoint remote) {
    Integer existing = portByKey.get(key(inside, remote));
    return existing != null ? OptionalInt.of(existing) : freePort(inside.port());
  }

  /** A connection was made on the port that {@link #portFor} named. */
  void add(Endpoint inside, Endpoint remote, int externalPort) {
    Key key = key(inside, remote);
    portByKey.put(key, externalPort);
    usedPorts.set(externalPort);
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

  private OptionalInt freePort(int insidePort) {
    boolean preserving = allocation == PortAllocation.PRESERVING;
    if (preserving && !usedPorts.get(insidePort)) {
      return OptionalInt.of(insidePort);
    }
    int port =
        usedPorts.nextClearBit(
            preserving ? Math.max(LOWEST_ALLOCATED, insidePort) : LOWEST_ALLOCATED);
    if (port > HIGHEST_PORT) {
      port = usedPorts.nextClearBit(LOWEST_ALLOCATED);
    }
    return port > HIGHEST_PORT ? OptionalInt.empty() : OptionalInt.of(port);
  }
}
