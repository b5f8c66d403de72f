package dev.ftpnat.internal.address;

import dev.ftpnat.net.Subnet;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The addresses and networks that one environment has for itself. */
final class Claims {

  final String owner;

  /** One may be added while others ask. */
  final Set<InetAddress> addresses = ConcurrentHashMap.newKeySet();

  final Set<Subnet> networks = new LinkedHashSet<>();

  Claims(String owner) {
    this.owner = owner;
  }

  boolean cover(InetAddress address) {
    return addresses.contains(address)
        || networks.stream().anyMatch(network -> network.contains(address));
  }

  boolean overlap(Subnet network) {
    return networks.stream().anyMatch(network::overlaps)
        || addresses.stream().anyMatch(network::contains);
  }
}
