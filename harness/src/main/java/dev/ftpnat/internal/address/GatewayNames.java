package dev.ftpnat.internal.address;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Names gateways that have none: {@code server NAT}, or {@code client firewall 2}. */
final class GatewayNames {

  private GatewayNames() {}

  static Topology filledIn(Topology topology) {
    if (areNamed(topology.clientGateways()) && areNamed(topology.serverGateways())) {
      return topology;
    }
    Set<AddressFamily> families = topology.families();
    Predicate<Gateway> isNat =
        gateway -> {
          for (AddressFamily family : families) {
            if (gateway.translates(family)) {
              return true;
            }
          }
          return false;
        };
    return topology.toBuilder()
        .gateways(
            named("client", topology.clientGateways(), isNat),
            named("server", topology.serverGateways(), isNat))
        .build();
  }

  private static boolean areNamed(List<Gateway> gateways) {
    for (Gateway gateway : gateways) {
      if (gateway.name().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static List<Gateway> named(
      String party, List<Gateway> described, Predicate<Gateway> isNat) {
    List<Gateway> named = new ArrayList<>();
    for (Gateway gateway : described) {
      if (gateway.name().isPresent()) {
        named.add(gateway);
        continue;
      }
      String kind = kind(gateway, isNat);
      int alike = alike(described, kind, isNat);
      String name = party + kind + (alike > 1 ? " " + (alike(named, kind, isNat) + 1) : "");
      named.add(gateway.toBuilder().name(name).build());
    }
    return named;
  }

  private static int alike(List<Gateway> gateways, String kind, Predicate<Gateway> isNat) {
    int alike = 0;
    for (Gateway gateway : gateways) {
      alike += kind(gateway, isNat).equals(kind) ? 1 : 0;
    }
    return alike;
  }

  private static String kind(Gateway gateway, Predicate<Gateway> isNat) {
    return gateway.isClat() ? " CLAT" : isNat.test(gateway) ? " NAT" : " firewall";
  }
}
