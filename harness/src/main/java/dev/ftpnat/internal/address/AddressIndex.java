package dev.ftpnat.internal.address;

import dev.ftpnat.net.Subnet;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What all running environments claim together, indexed by /24 block, so that an address is found
 * as fast among hundreds of environments as among two.
 */
final class AddressIndex {

  private static final int BLOCK = 24;

  private final Set<InetAddress> addresses = new HashSet<>();
  private final Map<Subnet, Integer> addressesByBlock = new HashMap<>();
  private final Set<Subnet> blocks = new HashSet<>();

  /** Networks that are not one block, which somebody has pinned. */
  private final Set<Subnet> others = new HashSet<>();

  void add(Claims claims) {
    for (InetAddress address : claims.addresses) {
      addresses.add(address);
      addressesByBlock.merge(block(address), 1, Integer::sum);
    }
    claims.networks.forEach(network -> networksLike(network).add(network));
  }

  void remove(Claims claims) {
    for (InetAddress address : claims.addresses) {
      addresses.remove(address);
      addressesByBlock.computeIfPresent(
          block(address), (block, count) -> count == 1 ? null : count - 1);
    }
    claims.networks.forEach(network -> networksLike(network).remove(network));
  }

  boolean covers(InetAddress address) {
    return addresses.contains(address)
        || blocks.contains(block(address))
        || others.stream().anyMatch(network -> network.contains(address));
  }

  boolean overlaps(Subnet network) {
    if (network.prefixLength() == BLOCK) {
      return blocks.contains(network)
          || addressesByBlock.containsKey(network)
          || others.stream().anyMatch(network::overlaps);
    }
    return blocks.stream().anyMatch(network::overlaps)
        || others.stream().anyMatch(network::overlaps)
        || addresses.stream().anyMatch(network::contains);
  }

  private Set<Subnet> networksLike(Subnet network) {
    return network.prefixLength() == BLOCK ? blocks : others;
  }

  private static Subnet block(InetAddress address) {
    return Subnet.around(address, BLOCK);
  }
}
