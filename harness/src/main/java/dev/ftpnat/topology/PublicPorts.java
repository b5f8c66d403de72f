package dev.ftpnat.topology;

import dev.ftpnat.net.PortRange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Which ports of a public address lead through all gateways to a port of the server. */
final class PublicPorts {

  private PublicPorts() {}

  /** The one that is the same port, else the first in the order of the rules. */
  static OptionalInt leadingTo(int port, List<Gateway> innermostFirst, Server server) {
    Set<Integer> ports = Set.of(port);
    for (Gateway gateway : innermostFirst) {
      ports = outside(gateway, ports, server);
    }
    return ports.contains(port)
        ? OptionalInt.of(port)
        : ports.stream().mapToInt(Integer::intValue).findFirst();
  }

  private static Set<Integer> outside(Gateway gateway, Set<Integer> inside, Server server) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (Forward rule : gateway.forwards()) {
      for (int port : inside) {
        PortRange to = rule.inside(server);
        int outside = rule.outside(server).first() + port - to.first();
        if (to.contains(port) && isFirst(rule, outside, gateway, server)) {
          ports.add(outside);
        }
      }
    }
    return ports;
  }

  /** The first rule for a port wins. */
  private static boolean isFirst(Forward rule, int outside, Gateway gateway, Server server) {
    return gateway.forwards().stream()
        .filter(each -> each.outside(server).contains(outside))
        .findFirst()
        .filter(rule::equals)
        .isPresent();
  }
}
