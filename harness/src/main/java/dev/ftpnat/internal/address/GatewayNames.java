package dev.ftpnat.internal.address;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names gateways that have none: {@code server NAT}, or {@code client firewall 2}. A name that
 * something else was given isn't given once more.
 */
final class GatewayNames {

  private GatewayNames() {}

  static Topology filledIn(Topology topology) {
    return topology.toBuilder().gateways(ofClient(topology), ofServer(topology)).build();
  }

  /** Those before the client. */
  static List<Gateway> ofClient(Topology topology) {
    return named("client", topology.clientGateways(), topology);
  }

  /** Those before the server. */
  static List<Gateway> ofServer(Topology topology) {
    return named("server", topology.serverGateways(), topology);
  }

  private static List<Gateway> named(String party, List<Gateway> described, Topology topology) {
    Set<AddressFamily> families = topology.families();
    Set<String> taken = given(topology);
    List<Gateway> named = new ArrayList<>();
    for (Gateway gateway : described) {
      if (gateway.name().isPresent()) {
        named.add(gateway);
        continue;
      }
      String kind = party + kind(gateway, families);
      int number = alike(named, kind(gateway, families), families) + 1;
      boolean only = alike(described, kind(gateway, families), families) == 1;
      String name = only ? kind : kind + " " + number;
      while (!taken.add(name)) {
        name = kind + " " + ++number;
      }
      named.add(gateway.toBuilder().name(name).build());
    }
    return named;
  }

  private static Set<String> given(Topology topology) {
    Set<String> given = new HashSet<>();
    topology.gateways().forEach(gateway -> gateway.name().ifPresent(given::add));
    topology.clientHosts().forEach(host -> given.add(host.name()));
    topology.decoys().forEach(decoy -> given.add(decoy.name()));
    return given;
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
