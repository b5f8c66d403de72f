package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The nftables ruleset of a gateway.
 *
 * @param gateway its description, with addresses
 * @param server the server that its forwards may refer to
 * @param neighbour the host or gateway behind it, which its forwards go to
 * @param behind the networks behind it, also those behind further gateways
 * @param isShared whether it may have several interfaces to what is behind it
 */
record NftRuleset(
    Gateway gateway, Server server, InetAddress neighbour, List<Subnet> behind, boolean isShared) {

  /** Of one that has one interface to what is behind it. */
  NftRuleset(Gateway gateway, Server server, InetAddress neighbour, List<Subnet> behind) {
    this(gateway, server, neighbour, behind, false);
  }

  /** What its table is called. */
  static final String TABLE = "ftpnat";

  private static final String HELPER = "ftp-alg";

  private static final String ROOM = "room";

  /** Three weeks, which the kernel can count in any of its ticks. */
  private static final long LONGEST_SECONDS = 1_814_400;

  /** What {@code nft -f} takes. */
  String nft() {
    StringBuilder text = new StringBuilder("table " + family().nft() + " " + TABLE + " {\n");
    if (gateway.alg().readsAnything()) {
      text.append("  ct helper ").append(HELPER).append(" { type \"ftp\" protocol tcp; }\n");
      // By the port that connections go to before it is translated, or after.
      chain(
          text,
          "alg",
          gateway.matchesAlgPortsInside()
              ? "type filter hook prerouting priority filter"
              : "type filter hook prerouting priority mangle",
          "tcp dport { " + joined(gateway.algPorts()) + " } ct helper set \"" + HELPER + "\"");
    }
    room(text);
    if (gateway.translates()) {
      nat(text);
    } else {
      firewall(text);
    }
    return text.append("}\n").toString();
  }

  private void nat(StringBuilder text) {
    chain(
        text,
        "forwards",
        "type nat hook prerouting priority dstnat",
        Stream.concat(
                gateway.forwards().stream().map(this::forward),
                acceptance().redirections().stream())
            .toArray(String[]::new));
    chain(text, "sources", "type nat hook postrouting priority srcnat", sources());
    chain(
        text,
        "transit",
        "type filter hook forward priority filter; policy drop",
        known(),
        forgotten(),
        out(),
        notOut(),
        "ct status dnat " + accept(),
        behind.isEmpty()
            ? ""
            : family().nft()
                + " daddr "
                + networksBehind()
                + " "
                + verdict(gateway.privateDestinations()));
    chain(
        text,
        "itself",
        "type filter hook input priority filter",
        "ct state established,related accept",
        forgotten(),
        "iifname lo accept",
        acceptance().input(),
        otherServer(),
        family().nft()
            + " daddr "
            + publicAddress()
            + " meta l4proto tcp "
            + verdict(gateway.unmappedPorts()),
        "meta l4proto tcp " + verdict(Refusal.UNREACHABLE));
  }

  private void firewall(StringBuilder text) {
    List<String> rules = new ArrayList<>();
    rules.add(known());
    rules.add(forgotten());
    rules.add(out());
    rules.add(notOut());
    String here = "iifname " + Plan.OUTSIDE + " " + family().nft() + " daddr " + publicAddress();
    List<String> forwards =
        gateway.forwards().stream()
            .map(forward -> here + " tcp dport " + nft(forward.outside(server)) + " ")
            .toList();
    if (gateway.acceptsItself()) {
      chain(
          text,
          "acceptance",
          "type nat hook prerouting priority dstnat",
          Stream.concat(
                  forwards.stream().map(forward -> forward + "accept"),
                  acceptance().redirections().stream())
              .toArray(String[]::new));
    }
    forwards.forEach(forward -> rules.add(forward + accept()));
    rules.add(here + " meta l4proto tcp " + verdict(gateway.unmappedPorts()));
    rules.add(
        family().nft()
            + " daddr "
            + networksBehind()
            + " "
            + verdict(gateway.privateDestinations()));
    chain(
        text,
        "transit",
        "type filter hook forward priority filter; policy drop",
        rules.toArray(String[]::new));
    chain(
        text,
        "itself",
        "type filter hook input priority filter",
        "ct state established,related accept",
        "iifname lo accept",
        acceptance().input(),
        "meta l4proto tcp " + verdict(Refusal.UNREACHABLE));
  }

  private AcceptanceRules acceptance() {
    return new AcceptanceRules(
        gateway,
        inside(),
        family().nft(),
        publicAddress(),
        behind.isEmpty() ? "" : networksBehind());
  }

  /** What may go out. */
  private String out() {
    if (gateway.outgoingPorts().isEmpty()) {
      return "iifname " + inside() + " " + accept();
    }
    Set<Integer> ports = gateway.outgoingPorts().get();
    return ports.isEmpty()
        ? ""
        : "iifname " + inside() + " tcp dport { " + joined(ports) + " } " + accept();
  }

  private String notOut() {
    return gateway.outgoingPorts().isEmpty()
        ? ""
        : "iifname " + inside() + " meta l4proto tcp " + verdict(gateway.unmappedPorts());
  }

  /** Its interface to what is behind it. */
  private String inside() {
    return gateway.nat64().isPresent()
        ? Plan.NAT64
        : isShared ? '"' + Plan.INSIDE + "*\"" : Plan.INSIDE;
  }

  private String networksBehind() {
    return behind.stream().map(Subnet::toString).collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String joined(Set<Integer> ports) {
    return ports.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /**
   * What goes out comes from the public address, and what a rule has brought in from the inside one
   * if the rule is masqueraded. A pinhole has its source from its master.
   */
  private String[] sources() {
    List<String> rules = new ArrayList<>();
    rules.add("oifname " + Plan.OUTSIDE + " " + new SourceRule(gateway).nft());
    if (gateway.masqueradesAnythingInbound()) {
      gateway.forwards().stream()
          .filter(forward -> !forward.isToOtherServer())
          .map(this::source)
          .forEach(rules::add);
    }
    if (gateway.hairpinning() == Hairpinning.EXTERNAL_SOURCE) {
      rules.add(
          String.format(
              Locale.ROOT,
              "oifname %s %s saddr %s ct status dnat %s",
              inside(),
              family().nft(),
              networksBehind(),
              new SourceRule(gateway).nft()));
    }
    return rules.toArray(String[]::new);
  }

  private String source(Forward forward) {
    return String.format(
        Locale.ROOT,
        "oifname %s ct status dnat meta l4proto tcp ct original proto-dst %s %s",
        inside(),
        nft(forward.outside(server)),
        gateway.masqueradesInbound() || forward.isMasqueraded()
            ? "snat to " + IpAddresses.text(gateway.insideAddress(neighbour))
            : "accept");
  }

  private static void chain(StringBuilder text, String name, String type, String... rules) {
    text.append("  chain ").append(name).append(" {\n    ").append(type).append(";\n");
    for (String rule : rules) {
      text.append(rule.isEmpty() ? "" : "    " + rule + "\n");
    }
    text.append("  }\n");
  }

  /** What belongs to no connection that is known, and doesn't begin one. */
  private String forgotten() {
    return "ct state invalid " + forgotten(gateway);
  }

  /** What a gateway does about that. */
  static String forgotten(Gateway gateway) {
    return gateway.idleTimeouts().afterwards() == Refusal.REJECT
        ? "meta l4proto tcp reject with tcp reset"
        : "drop";
  }

  /**
   * Lets in or out as many connections as it has room for; what comes through a pinhole is related,
   * and counts as well. What is refused anyway takes no room.
   */
  private void room(StringBuilder text) {
    gateway
        .connectionLimit()
        .ifPresent(
            most ->
                text.append("  chain ")
                    .append(ROOM)
                    .append(" {\n    meta l4proto tcp ct state new,related ct count over ")
                    .append(most)
                    .append(" drop\n    accept\n  }\n"));
  }

  private String known() {
    return gateway.connectionLimit().isEmpty()
        ? "ct state established,related accept"
        : "ct state established accept\n    ct state related goto " + ROOM;
  }

  private String accept() {
    return gateway.connectionLimit().isEmpty() ? "accept" : "goto " + ROOM;
  }

  /**
   * The parameters of the kernel's connection tracking, below {@code /proc/sys/net}. It doesn't
   * pick up connections that it hasn't seen begin, or it would forget none.
   */
  Map<String, String> parameters() {
    IdleTimeouts timeouts = gateway.idleTimeouts();
    String established = seconds(timeouts.established());
    String transitory = seconds(timeouts.transitory());
    Map<String, String> parameters =
        new TreeMap<>(
            Map.of(
                "tcp_loose", "0",
                "tcp_timeout_established", established,
                // Both are of established connections, and would be shorter.
                "tcp_timeout_unacknowledged", established,
                "tcp_timeout_max_retrans", established,
                "tcp_timeout_syn_sent", transitory,
                "tcp_timeout_syn_recv", transitory));
    if (timeouts.afterwards() == Refusal.REJECT) {
      // What is merely out of its window would be answered with a reset too.
      parameters.put("tcp_be_liberal", "1");
    }
    return parameters.entrySet().stream()
        .collect(Collectors.toMap(entry -> Plan.CONNTRACK + entry.getKey(), Map.Entry::getValue));
  }

  /** The other server is none of the namespaces; that it refuses is all that there is of it. */
  private String otherServer() {
    return gateway.hasOtherServer()
        ? gateway.forwards().stream()
            .filter(Forward::isToOtherServer)
            .map(forward -> nft(forward.outside(server)))
            .collect(
                Collectors.joining(
                    ", ", "iifname " + Plan.OUTSIDE + " tcp dport { ", " } reject with tcp reset"))
        : "";
  }

  private static String seconds(Duration time) {
    return "" + Math.min(time.toSeconds(), LONGEST_SECONDS);
  }

  private String forward(Forward forward) {
    PortRange outside = forward.outside(server);
    PortRange inside = forward.inside(server);
    String matching =
        String.format(
            Locale.ROOT,
            "%s%s daddr %s tcp dport %s",
            gateway.hairpinning() == Hairpinning.NONE || forward.isToOtherServer()
                ? "iifname " + Plan.OUTSIDE + " "
                : "",
            family().nft(),
            publicAddress(),
            nft(outside));
    if (forward.isToOtherServer()) {
      return matching + " accept";
    }
    if (outside.equals(inside)) {
      return matching + " dnat to " + IpAddresses.text(neighbour);
    }
    String ports =
        IntStream.range(0, outside.size())
            .mapToObj(n -> (outside.first() + n) + " : " + (inside.first() + n))
            .collect(Collectors.joining(", "));
    return matching
        + (" dnat to " + IpAddresses.text(neighbour) + " : tcp dport map { " + ports + " }");
  }

  private static String nft(PortRange ports) {
    return ports.size() == 1 ? "" + ports.first() : ports.first() + "-" + ports.last();
  }

  /** Its public address, or a set of all. */
  private String publicAddress() {
    return gateway.furtherAddresses().isEmpty()
        ? IpAddresses.text(gateway.publicAddress().orElseThrow())
        : gateway.publicAddresses().stream()
            .map(IpAddresses::text)
            .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private Family family() {
    return Family.of(neighbour);
  }

  private String verdict(Refusal answer) {
    return switch (answer) {
      // What is accepted has been redirected before.
      case DROP, ACCEPT_SILENTLY, ACCEPT_AND_RESET -> "drop";
      case REJECT -> "meta l4proto tcp reject with tcp reset";
      case UNREACHABLE -> "reject with " + family().unreachable();
    };
  }
}
