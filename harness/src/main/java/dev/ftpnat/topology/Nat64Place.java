package dev.ftpnat.topology;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Subnet;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of the gateways before a client is a NAT64, and where a CLAT may stand. */
final class Nat64Place {

  /** What IPv4 hosts behind a CLAT have their addresses of (RFC 7335). */
  private static final Subnet NETWORK = Subnet.of("192.0.0.0/29");

  private Nat64Place() {}

  /**
   * Its position; -1 if none is.
   *
   * @param topology the name of the topology, for errors
   * @throws IllegalArgumentException if several are
   */
  static int in(List<Gateway> gateways, String topology) {
    int found = -1;
    for (int at = 0; at < gateways.size(); at++) {
      if (gateways.get(at).nat64().isPresent()) {
        if (found >= 0) {
          throw new IllegalArgumentException(
              "topology \"%s\": there are two NAT64s, and behind one there is no IPv4 to translate to"
                  .formatted(topology));
        }
        found = at;
      }
    }
    return found;
  }

  private static int clats(List<Gateway> gateways) {
    int clats = 0;
    for (Gateway gateway : gateways) {
      clats += gateway.isClat() ? 1 : 0;
    }
    return clats;
  }

  /**
   * Makes sure that a CLAT is where it can do its work.
   *
   * @param nat64 which of the client's gateways is a NAT64; -1 if none is
   * @param topology its name, for errors
   * @throws IllegalArgumentException if it isn't there
   */
  static void requireClat(
      List<Gateway> ofClient, List<Gateway> ofServer, int nat64, String topology) {
    int clats = clats(ofClient) + clats(ofServer);
    if (clats == 0) {
      return;
    }
    if (clats > 1 || ofClient.isEmpty() || !ofClient.get(0).isClat()) {
      throw new IllegalArgumentException(
          "topology \"%s\": a CLAT stands next to the client, before all other gateways, and there is one at most"
              .formatted(topology));
    }
    if (nat64 < 0) {
      throw new IllegalArgumentException(
          "topology \"%s\": a CLAT needs a NAT64 further out (Gateway.Builder.nat64), which makes IPv4 again of what it has made IPv6"
              .formatted(topology));
    }
  }

  /**
   * Makes sure that what is pinned goes with a CLAT.
   *
   * @throws IllegalArgumentException if it doesn't
   */
  static void requireClat(Gateway clat, Optional<InetAddress> client, String topology) {
    if (clat.publicAddress(AddressFamily.IPV4).isPresent()) {
      throw new IllegalArgumentException(
          "topology \"%s\": the public address of a CLAT is of IPv6".formatted(topology));
    }
    if (clat.insideNetwork().filter(network -> !network.equals(NETWORK)).isPresent()
        || client.filter(address -> !isHost(address)).isPresent()) {
      throw new IllegalArgumentException(
          "topology \"%s\": a client behind a CLAT has an IPv4 address from 192.0.0.1 to 192.0.0.6, of %s (RFC 7335)"
              .formatted(topology, NETWORK));
    }
  }

  private static boolean isHost(InetAddress address) {
    return Stream.of(1, 2, 3, 4, 5, 6).map(NETWORK::host).anyMatch(address::equals);
  }
}
