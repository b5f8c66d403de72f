package dev.ftpnat.internal.address;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Names gateways that have none: {@code server NAT}, or {@code client firewall 2}. */
final class GatewayNames {

  private GatewayNames() {}

  static Topology filledIn(Topology topology) {
    return topology.toBuilder().gateways(ofClient(topology), ofServer(topology)).build();
  }

  /** Those before the client. */
  static List<Gateway> ofClient(Topology topology) {
    return named("client", topology.clientGateways(), topology.families());
  }

  /** Those before the server. */
  static List<Gateway> ofServer(Topology topology) {
    return named("server", topology.serverGateways(), topology.families());
  }

  private static List<Gateway> named(
      String party, List<Gateway> described, Set<AddressFamily> families) {
    List<Gateway> named = new ArrayList<>();
    for (Gateway gateway : described) {
      if (gateway.name().isPresent()) {
        named.add(gateway);
        continue;
      }
      String kind = kind(gateway, families);
      int alike = alike(described, kind, families);
      String name = party + kind + (alike > 1 ? " " + (alike(named, kind, families) + 1) : "");
      named.add(gateway.toBuilder().name(name).build());
    }
    return named;
  }

  private static int alike(List<Gateway> gateways, String kind, Set<AddressFamily> families) {
    int alike = 0;
    for (Gateway gateway : gateways) {
      alike += kind(gateway, families).equals(kind) ? 1 : 0;
    }
    return alike;
  }

  private static String kind(Gateway gateway, Set<AddressFamily> families) {
    return gateway.isClat() ? " CLAT" : isNat(gateway, families) ? " NAT" : " firewall";
  }

  private static boolean isNat(Gateway gateway, Set<AddressFamily> families) {
    for (AddressFamily family : families) {
      if (gateway.translates(family)) {
        return true;
      }
    }
    return false;
  }
}
