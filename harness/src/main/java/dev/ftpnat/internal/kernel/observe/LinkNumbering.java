package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.NetworkPath;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The links between client and server as the record numbers them: from the client's on, each
 * between two of client, gateways and server. The host that is the internet is none of those; the
 * wires on both sides of it are one link.
 */
public final class LinkNumbering {

  private final int internet;
  private final int count;

  /** By link, the ports that control connections go to there. */
  private final List<Set<Integer>> controlPorts = new ArrayList<>();

  /** Those of a topology. */
  public LinkNumbering(Topology topology) {
    NetworkPath path = topology.path();
    internet = path.internet() + 1;
    count = path.gateways().size() + 1;
    Server server = topology.server();
    Set<Integer> ports = Set.of(server.controlPort());
    controlPorts.add(ports);
    for (Gateway gateway : topology.serverGateways()) {
      ports = gateway.outsidePorts(ports, server);
      controlPorts.add(0, ports);
    }
    while (controlPorts.size() < count) {
      controlPorts.add(0, ports);
    }
  }

  /** The ports of control connections in what arrives at a host, counted with the internet. */
  Set<Integer> controlPortsAt(int host) {
    Set<Integer> ports = new TreeSet<>();
    if (host > count + 1) {
      // A further client host, which may be anywhere.
      controlPorts.forEach(ports::addAll);
      return ports;
    }
    int left = host > internet ? host - 2 : host - 1;
    int right = host >= internet ? host - 1 : host;
    for (int link : new int[] {left, right}) {
      if (link >= 0 && link < count) {
        ports.addAll(controlPorts.get(link));
      }
    }
    return ports;
  }
}
