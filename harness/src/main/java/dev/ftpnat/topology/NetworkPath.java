package dev.ftpnat.topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The order of what stands between the client and the server, from either of the two on. The nodes
 * are the two and the gateways; between each two neighbours is a link, and link {@code n} is behind
 * node {@code n}. The internet is no node, it is a part of one link.
 */
public final class NetworkPath {

  private final List<String> nodes;
  private final List<Gateway> gateways;
  private final int internet;

  private NetworkPath(List<String> nodes, List<Gateway> gateways, int internet) {
    this.nodes = List.copyOf(nodes);
    this.gateways = List.copyOf(gateways);
    this.internet = internet;
  }

  /** The path of a topology, from the client on. */
  static NetworkPath of(Topology topology) {
    List<Gateway> gateways = reversed(topology.serverGateways());
    gateways.addAll(0, topology.clientGateways());
    List<String> nodes = new ArrayList<>(List.of("client"));
    gateways.forEach(gateway -> nodes.add(gateway.name().orElse("the gateway")));
    nodes.add("server");
    return new NetworkPath(nodes, gateways, topology.clientGateways().size());
  }

  /** The same from the other end on. */
  public NetworkPath reversed() {
    return new NetworkPath(reversed(nodes), reversed(gateways), gateways.size() - internet);
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  /** The names of its nodes, which is one more than there are links. */
  public List<String> nodes() {
    return nodes;
  }

  /** Its gateways; the first of them is node 1. */
  public List<Gateway> gateways() {
    return gateways;
  }

  /** The number of the link that crosses the internet: how many gateways are before it. */
  public int internet() {
    return internet;
  }

  /** The gateways through which the way leads out to the internet. */
  public List<Gateway> outwards() {
    return gateways.subList(0, internet);
  }

  /** The gateways through which the way leads in from the internet. */
  public List<Gateway> inwards() {
    return gateways.subList(internet, gateways.size());
  }

  /** A gateway and those between it and the end of the path that is on its side. */
  public List<Gateway> behind(int gateway) {
    return gateway < internet
        ? gateways.subList(0, gateway + 1)
        : gateways.subList(gateway, gateways.size());
  }
}
