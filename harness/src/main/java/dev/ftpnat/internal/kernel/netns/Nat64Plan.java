package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.Nat64Prefix;
import dev.ftpnat.topology.Gateway;
import java.net.InetAddress;
import java.util.List;

/**
 * What a NAT64 has beyond other gateways. tayga(8) translates each address of IPv6 into one of IPv4
 * and keeps no state; so what comes out of it is masqueraded, as another gateway does it, and that
 * is the stateful NAT64 of RFC 6146 then.
 *
 * @param gateway its description, with addresses
 * @param neighbour the host or gateway behind it
 */
record Nat64Plan(Gateway gateway, InetAddress neighbour) {

  /** Of 192.0.0.0/29, which is for this (RFC 7335): who is behind, before it is masqueraded. */
  static final InetAddress MAPPED = Ipv4.of("192.0.0.3");

  private static final String OWN = "192.0.0.2";

  /**
   * tayga keeps to RFC 6052 section 3.1: under the well-known prefix it shows no address that isn't
   * global, and those for documentation aren't. So it has another one, and nft puts one for the
   * other.
   */
  private static final String INSTEAD = "fd46:5450:6e61:7464::/96";

  /** What tayga is told. */
  String tayga() {
    return "tun-device %s\nipv4-addr %s\nprefix %s\nmap %s %s\n"
        .formatted(Plan.NAT64, OWN, translated(), IpAddresses.text(MAPPED), inside());
  }

  private String inside() {
    return IpAddresses.text(neighbour);
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
    return List.of(
        "link set " + Plan.NAT64 + " up",
        "route add " + IpAddresses.text(MAPPED) + "/32 dev " + Plan.NAT64,
        "route add " + translated() + " dev " + Plan.NAT64,
        "route add unreachable " + Family.IPV6.defaultRoute());
  }

  /** The rules for what is of IPv6; what is of IPv4 has those of any NAT. */
  String nft() {
    return """
        table ip6 %s {
        %s  chain transit {
            type filter hook forward priority filter; policy drop;
            ct state established,related accept
            ct state invalid %s
            iifname %s oifname %s accept
            iifname %s oifname %s accept
          }
        }
        """
        .formatted(
            NftRuleset.TABLE,
            isWellKnown() ? anotherPrefix() : "",
            NftRuleset.forgotten(gateway),
            Plan.INSIDE,
            Plan.NAT64,
            Plan.NAT64,
            Plan.INSIDE);
  }

  private String anotherPrefix() {
    return """
          chain in {
            type nat hook prerouting priority dstnat;
            iifname %s ip6 daddr %s dnat prefix to ip6 daddr map { %s : %s }
          }
          chain out {
            type nat hook postrouting priority srcnat;
            oifname %s ip6 saddr %s snat prefix to ip6 saddr map { %s : %s }
          }
        """
        .formatted(
            Plan.INSIDE, prefix(), prefix(), INSTEAD, Plan.INSIDE, INSTEAD, INSTEAD, prefix());
  }
}
