package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.Nat64Prefix;
import dev.ftpnat.topology.Gateway;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a NAT64 has beyond other gateways. tayga(8) translates each address of IPv6 into one of IPv4
 * and keeps no state; so what comes out of it is masqueraded, as another gateway does it, and that
 * is the stateful NAT64 of RFC 6146 then.
 *
 * @param gateway its description, with addresses
 * @param neighbour the host or gateway behind it
 * @param further another host behind it, which nobody translates before
 */
record Nat64Plan(Gateway gateway, InetAddress neighbour, Optional<InetAddress> further) {

  /** Of 192.0.0.0/29, which is for this (RFC 7335): who is behind, before it is masqueraded. */
  static final InetAddress MAPPED = Ipv4.of("192.0.0.3");

  /** The further one. */
  private static final InetAddress MAPPED_FURTHER = Ipv4.of("192.0.0.4");

  private static final String OWN = "192.0.0.2";

  /**
   * tayga keeps to RFC 6052 section 3.1: under the well-known prefix it shows no address that isn't
   * global, and those for documentation aren't. So it has another one, and nft puts one for the
   * other.
   */
  static final String INSTEAD = "fd46:5450:6e61:7464::/96";

  /** What tayga is told. */
  String tayga() {
    return String.format(
        Locale.ROOT,
        "tun-device %s\nipv4-addr %s\nprefix %s\n%s%s",
        Plan.NAT64,
        OWN,
        translated(),
        map(MAPPED, neighbour),
        further.map(host -> map(MAPPED_FURTHER, host)).orElse(""));
  }

  static String map(InetAddress ipv4, InetAddress ipv6) {
    return String.format(
        Locale.ROOT, "map %s %s\n", IpAddresses.text(ipv4), IpAddresses.text(ipv6));
  }

  private String prefix() {
    return gateway.nat64().orElseThrow().toString();
  }

  private boolean isWellKnown() {
    return gateway.nat64().orElseThrow().equals(Nat64Prefix.WELL_KNOWN);
  }

  /** The prefix that tayga has. */
  private String translated() {
    return isWellKnown() ? INSTEAD : prefix();
  }

  /** The way to it. */
  List<String> ip() {
    List<String> ip = new ArrayList<>();
    ip.add("link set " + Plan.NAT64 + " up");
    ip.add(toTranslator(MAPPED));
    further.ifPresent(host -> ip.add(toTranslator(MAPPED_FURTHER)));
    ip.add("route add " + translated() + " dev " + Plan.NAT64);
    ip.add("route add unreachable " + Family.IPV6.defaultRoute());
    return ip;
  }

  static String toTranslator(InetAddress host) {
    return "route add " + Family.of(host).host(host) + " dev " + Plan.NAT64;
  }

  /** The rules for what is of IPv6; what is of IPv4 has those of any NAT. */
  String nft() {
    return String.format(
        Locale.ROOT,
        """
        table ip6 %s {
        %s  chain transit {
            type filter hook forward priority filter; policy drop;
            ct state established,related accept
            ct state invalid %s
            iifname %s oifname %s accept
            iifname %s oifname %s accept
          }
        }
        """,
        NftRuleset.TABLE,
        isWellKnown() ? anotherPrefix() : "",
        NftRuleset.forgotten(gateway),
        Plan.INSIDE,
        Plan.NAT64,
        Plan.NAT64,
        Plan.INSIDE);
  }

  private String anotherPrefix() {
    return String.format(
        Locale.ROOT,
        """
          chain in {
            type nat hook prerouting priority dstnat;
            iifname %s ip6 daddr %s dnat prefix to ip6 daddr map { %s : %s }
          }
          chain out {
            type nat hook postrouting priority srcnat;
            oifname %s ip6 saddr %s snat prefix to ip6 saddr map { %s : %s }
          }
        """,
        Plan.INSIDE,
        prefix(),
        prefix(),
        INSTEAD,
        Plan.INSIDE,
        INSTEAD,
        INSTEAD,
        prefix());
  }
}
