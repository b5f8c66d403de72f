package dev.ftpnat.internal.address;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts the addresses of each family, which were handed out apart, into the whole topology. */
final class AddressMerge {

  private AddressMerge() {}

  /**
   * The whole.
   *
   * @param views the same topology of one family each, with addresses
   */
  static Topology of(Topology whole, List<Topology> views) {
    Topology.Builder merged =
        whole.toBuilder()
            .gateways(
                gateways(whole.clientGateways(), views, Topology::clientGateways),
                gateways(whole.serverGateways(), views, Topology::serverGateways));
    for (Topology view : views) {
      view.clientAddress().map(IpAddresses::text).ifPresent(merged::clientAddress);
      view.server()
          .address()
          .map(IpAddresses::text)
          .ifPresent(address -> merged.server(server -> server.address(address)));
    }
    return merged.build();
  }

  private static List<Gateway> gateways(
      List<Gateway> described, List<Topology> views, Function<Topology, List<Gateway>> side) {
    List<Gateway> merged = new ArrayList<>();
    for (int n = 0; n < described.size(); n++) {
      Gateway.Builder gateway = described.get(n).toBuilder();
      List<String> further = new ArrayList<>();
      for (Topology view : views) {
        Gateway addressed = side.apply(view).get(n);
        addressed.publicAddress().map(IpAddresses::text).ifPresent(gateway::publicAddress);
        addressed.insideNetwork().map(Object::toString).ifPresent(gateway::insideNetwork);
        addressed.furtherAddresses().stream().map(IpAddresses::text).forEach(further::add);
      }
      if (!further.isEmpty()) {
        gateway.furtherAddresses(further.toArray(String[]::new));
      }
      merged.add(gateway.build());
    }
    return merged;
  }
}
