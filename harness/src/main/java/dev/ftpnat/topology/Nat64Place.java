package dev.ftpnat.topology;

import java.util.List;

/** Which of the gateways before a client is a NAT64. */
final class Nat64Place {

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
}
