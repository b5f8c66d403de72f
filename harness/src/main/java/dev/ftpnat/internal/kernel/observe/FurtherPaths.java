package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Party;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ways between further client hosts and the server. The numbers of those hosts follow the
 * server's, in the order of the topology.
 */
final class FurtherPaths {

  private FurtherPaths() {}

  static List<HostPath> of(Topology topology) {
    List<HostPath> all = new ArrayList<>();
    int server = topology.gateways().size() + 2;
    int number = server + 1;
    for (ClientHost host : topology.clientHosts()) {
      all.addAll(of(topology, host, number, server));
      number++;
    }
    return all;
  }

  private static List<HostPath> of(Topology topology, ClientHost host, int number, int server) {
    Topology view = topology.from(host.name());
    InetAddress own = host.address().orElseThrow();
    InetAddress ofServer = topology.server().address().orElseThrow();
    boolean isBeside =
        host.place() == ClientHost.Place.SERVER_NETWORK && !topology.serverGateways().isEmpty();
    if (isBeside) {
      int gateway = server - 1;
      return List.of(
          HostPath.backIn(view, Party.CLIENT, own, number, gateway, server),
          HostPath.direct(view, Party.CLIENT, own, number, server),
          HostPath.direct(view, Party.SERVER, ofServer, server, number),
          HostPath.backIn(view, Party.SERVER, ofServer, server, gateway, number));
    }
    int first = server - view.gateways().size() - 1;
    int[] there =
        IntStream.concat(IntStream.of(number), IntStream.rangeClosed(first, server)).toArray();
    int[] back = IntStream.range(0, there.length).map(n -> there[there.length - 1 - n]).toArray();
    return List.of(
        HostPath.of(view, Party.CLIENT, own, there),
        HostPath.of(view, Party.SERVER, ofServer, back));
  }
}
