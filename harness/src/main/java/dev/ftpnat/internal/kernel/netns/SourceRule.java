package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.PortAllocation;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a gateway's ruleset makes of the source of what goes out. Behind each gateway is one host or
 * gateway, so that the first address of a pool, and the first block of ports, is its.
 */
record SourceRule(Gateway gateway) {

  /** For example {@code snat to 198.51.100.2}. */
  String nft() {
    String random = gateway.portAllocation() == PortAllocation.RANDOM ? " fully-random" : "";
    if (gateway.spreadsAddresses()) {
      return "snat to " + inTurn(gateway.publicAddresses()) + random;
    }
    InetAddress address = gateway.publicAddress().orElseThrow();
    String text = IpAddresses.text(address);
    if (gateway.portBlock().isEmpty() && !gateway.hasMappedPorts()) {
      return "snat to " + text + random;
    }
    String literal = address instanceof Inet6Address ? "[" + text + "]" : text;
    return "meta l4proto tcp snat to " + literal + ":" + ports() + random;
  }

  /** Netfilter's own ranges take the same address for the same two hosts, always. */
  private static String inTurn(List<InetAddress> pool) {
    return IntStream.range(0, pool.size())
        .mapToObj(number -> number + " : " + IpAddresses.text(pool.get(number)))
        .collect(Collectors.joining(", ", "numgen inc mod " + pool.size() + " map { ", " }"));
  }

  private String ports() {
    int first = gateway.mappedPorts().first();
    int size = gateway.portBlock().orElse(gateway.mappedPorts().size());
    return first + "-" + (first + size - 1);
  }
}
