package dev.ftpnat.internal.address;

import dev.ftpnat.net.Nat64Prefix;
import dev.ftpnat.net.Subnet;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The addresses and networks that one environment has for itself. */
final class Claims {

  final String owner;

  /** One may be added while others ask. */
  final Set<InetAddress> addresses = ConcurrentHashMap.newKeySet();

  final Set<Subnet> networks = new LinkedHashSet<>();

  /** Under which prefix a NAT64 shows the IPv4 addresses. */
  Optional<Nat64Prefix> translated = Optional.empty();

  /** What is behind a CLAT, which several environments may have at once. */
  Optional<Subnet> behindClat = Optional.empty();

  Claims(String owner) {
    this.owner = owner;
  }

  boolean cover(InetAddress address) {
    return addresses.contains(address)
        || isInNetwork(address)
        || translated.flatMap(prefix -> prefix.extract(address)).filter(this::cover).isPresent();
  }

  private boolean isInNetwork(InetAddress address) {
    for (Subnet network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a NAT64 would translate the address, of whomever it is, or a CLAT has it behind it. */
  boolean translate(InetAddress address) {
    return translated.filter(prefix -> prefix.subnet().contains(address)).isPresent()
        || behindClat.filter(network -> network.contains(address)).isPresent();
  }

  boolean overlap(Subnet network) {
    for (Subnet own : networks) {
      if (own.overlaps(network)) {
        return true;
      }
    }
    for (InetAddress address : addresses) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
