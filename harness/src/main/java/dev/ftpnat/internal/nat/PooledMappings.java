package dev.ftpnat.internal.nat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.Gateway;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The mappings of a gateway on each of its public addresses, and which of these a new one gets (RFC
 * 4787 section 4.1).
 */
final class PooledMappings {

  private final List<InetAddress> addresses;
  private final List<MappingTable> tables = new ArrayList<>();
  private final AddressPooling pooling;

  /** The number of each inside host's address, as soon as it has one. */
  private final Map<InetAddress, Integer> paired = new HashMap<>();

  private int next;

  PooledMappings(Gateway gateway) {
    addresses = new ArrayList<>(gateway.publicAddresses());
    addresses.forEach(address -> tables.add(new MappingTable(gateway)));
    pooling = gateway.addressPooling();
  }

  /** The first of the addresses. */
  InetAddress first() {
    return addresses.get(0);
  }

  /** Whether an address is one of the gateway's. */
  boolean owns(InetAddress address) {
    return addresses.contains(address);
  }

  /** The first address is another one now; nothing is mapped. */
  void renumber(InetAddress address) {
    addresses.set(0, address);
  }

  private MappingTable at(InetAddress address) {
    return tables.get(addresses.indexOf(address));
  }

  /** The external endpoint that a connection would have; empty if no port is free. */
  Optional<Endpoint> externalFor(Endpoint inside, Endpoint remote) {
    InetAddress address =
        addresses.stream()
            .filter(each -> at(each).hasFor(inside, remote))
            .findFirst()
            .orElseGet(() -> addresses.get(numberFor(inside.address())));
    return at(address).portFor(inside, remote).stream()
        .mapToObj(port -> new Endpoint(address, port))
        .findFirst();
  }

  private int numberFor(InetAddress inside) {
    return switch (pooling) {
      case PAIRED -> paired.getOrDefault(inside, paired.size() % addresses.size());
      case ARBITRARY -> next;
    };
  }

  /** An attempt has been let through with this address. */
  void attempted(InetAddress inside, InetAddress external) {
    paired.putIfAbsent(inside, addresses.indexOf(external));
    next = (next + 1) % addresses.size();
  }

  boolean isMapped(Endpoint external) {
    return at(external.address()).isMapped(external.port());
  }

  /** A connection was made on the endpoint that {@link #externalFor} named. */
  void add(Endpoint inside, Endpoint remote, Endpoint external) {
    at(external.address()).add(inside, remote, external.port());
  }

  /** A connection that was added has ended. */
  void remove(Endpoint remote, Endpoint external) {
    at(external.address()).remove(remote, external.port());
  }

  /** The inside endpoint that an external one stands for. */
  Optional<Endpoint> insideOf(Endpoint external) {
    return at(external.address()).insideOf(external.port());
  }

  /** Whether the filter lets {@code remote} in on a mapped endpoint. */
  boolean admits(Endpoint remote, Endpoint external) {
    return at(external.address()).admits(remote, external.port());
  }
}
