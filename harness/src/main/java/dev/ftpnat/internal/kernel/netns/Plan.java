package dev.ftpnat.internal.kernel.netns;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a topology is made of on the kernel: hosts, each a network namespace, and links between
 * them, each a pair of virtual Ethernet interfaces.
 *
 * @param hosts the hosts, from the client to the server
 * @param links the links
 */
public record Plan(List<Host> hosts, List<Link> links) {

  /** The names of the hosts that every plan has. Gateways have the names of the topology. */
  public static final String CLIENT = "client";

  public static final String INTERNET = "internet";
  public static final String SERVER = "server";

  /** What a client or server calls its interface. */
  public static final String HOST_INTERFACE = "eth0";

  /** What a gateway calls its interface to the network behind it. */
  static final String INSIDE = "inside";

  /** What a gateway calls its interface towards the internet. */
  static final String OUTSIDE = "outside";

  /** How parameters begin that aren't there before there are rules that need them. */
  static final String CONNTRACK = "netfilter/nf_conntrack_";

  /**
   * A network namespace.
   *
   * @param name what it stands for
   * @param parameters kernel parameters below {@code /proc/sys/net}, and their values
   * @param ip lines for {@code ip -batch} when the links are there
   * @param nft a ruleset for {@code nft -f}
   */
  public record Host(
      String name, Map<String, String> parameters, List<String> ip, Optional<String> nft) {

    public Host {
      parameters = Map.copyOf(parameters);
      ip = List.copyOf(ip);
    }
  }

  /** A link between two hosts, and what each of them calls its interface. */
  public record Link(String left, String leftInterface, String right, String rightInterface) {}

  public Plan {
    hosts = List.copyOf(hosts);
    links = List.copyOf(links);
  }
}
