package dev.ftpnat.internal.kernel;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Answer;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import java.net.Inet4Address;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The nftables ruleset of a gateway.
 *
 * @param gateway its description, with addresses
 * @param server the server that its forwards may refer to
 * @param neighbour the host or gateway behind it, which its forwards go to
 * @param behind the networks behind it, also those behind further gateways
 */
record GatewayRules(Gateway gateway, Server server, Inet4Address neighbour, List<Subnet> behind) {

  private static final String HELPER = "ftp-alg";

  /** What {@code nft -f} takes. */
  String nft() {
    StringBuilder text = new StringBuilder("table ip ftpnat {\n");
    if (gateway.alg() != AlgBehavior.NONE) {
      text.append("  ct helper ").append(HELPER).append(" { type \"ftp\" protocol tcp; }\n");
      // An ALG looks at connections by the port they go to when they arrive: before it is
      // translated.
      chain(
          text,
          "alg",
          "type filter hook prerouting priority mangle",
          "tcp dport { "
              + gateway.algPorts().stream()
                  .sorted()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", "))
              + " } ct helper set \""
              + HELPER
              + "\"");
    }
    chain(
        text,
        "forwards",
        "type nat hook prerouting priority dstnat",
        gateway.forwards().stream().map(this::forward).toArray(String[]::new));
    chain(
        text,
        "sources",
        "type nat hook postrouting priority srcnat",
        "oifname " + Plan.OUTSIDE + " snat to " + publicAddress());
    chain(
        text,
        "transit",
        "type filter hook forward priority filter; policy drop",
        "ct state established,related accept",
        "iifname " + Plan.INSIDE + " accept",
        "ct status dnat accept",
        "ip daddr { "
            + behind.stream().map(Subnet::toString).collect(Collectors.joining(", "))
            + " } "
            + verdict(gateway.privateDestinations()));
    chain(
        text,
        "itself",
        "type filter hook input priority filter",
        "ct state established,related accept",
        "iifname lo accept",
        "ip daddr " + publicAddress() + " meta l4proto tcp " + verdict(gateway.unmappedPorts()),
        "meta l4proto tcp " + verdict(Answer.UNREACHABLE));
    return text.append("}\n").toString();
  }

  private static void chain(StringBuilder text, String name, String type, String... rules) {
    text.append("  chain ").append(name).append(" {\n    ").append(type).append(";\n");
    for (String rule : rules) {
      text.append("    ").append(rule).append('\n');
    }
    text.append("  }\n");
  }

  private String forward(Forward forward) {
    PortRange outside = forward.outside(server);
    PortRange inside = forward.inside(server);
    String matching =
        "iifname " + Plan.OUTSIDE + " ip daddr " + publicAddress() + " tcp dport " + nft(outside);
    if (outside.equals(inside)) {
      return matching + " dnat to " + neighbour.getHostAddress();
    }
    String ports =
        IntStream.range(0, outside.size())
            .mapToObj(n -> (outside.first() + n) + " : " + (inside.first() + n))
            .collect(Collectors.joining(", "));
    return matching
        + (" dnat to " + neighbour.getHostAddress() + " : tcp dport map { " + ports + " }");
  }

  private static String nft(PortRange ports) {
    return ports.size() == 1 ? "" + ports.first() : ports.first() + "-" + ports.last();
  }

  private String publicAddress() {
    return gateway.publicAddress().orElseThrow().getHostAddress();
  }

  private static String verdict(Answer answer) {
    return switch (answer) {
      case DROP -> "drop";
      case REJECT -> "meta l4proto tcp reject with tcp reset";
      case UNREACHABLE -> "reject with icmp type host-unreachable";
    };
  }
}
