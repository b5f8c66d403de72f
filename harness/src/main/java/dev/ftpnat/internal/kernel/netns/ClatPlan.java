package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.net.Nat64Prefix;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a CLAT has, which is nothing but tayga(8), the other way round than in a {@link Nat64Plan}:
 * one IPv4 address behind it, and all others below the prefix.
 *
 * @param ipv4 the client's address
 * @param ipv6 what it is translated to
 * @param prefix of the NAT64 further out
 */
record ClatPlan(InetAddress ipv4, InetAddress ipv6, Nat64Prefix prefix) {

  /** The dummy address of RFC 7600, which is for errors of routers that have IPv6 alone. */
  private static final String OWN = "192.0.0.8";

  /** What tayga is told. */
  String tayga() {
    return String.format(
        Locale.ROOT,
        "tun-device %s\nipv4-addr %s\nprefix %s\n%s",
        Plan.NAT64,
        OWN,
        isWellKnown() ? Nat64Plan.INSTEAD : prefix,
        Nat64Plan.map(ipv4, ipv6));
  }

  /** The way to it. */
  List<String> ip() {
    return List.of(
        "link set " + Plan.NAT64 + " up",
        "route add " + Family.IPV4.defaultRoute() + " dev " + Plan.NAT64,
        Nat64Plan.toTranslator(ipv6));
  }

  private boolean isWellKnown() {
    return prefix.equals(Nat64Prefix.WELL_KNOWN);
  }

  /** Puts the prefix that tayga has for the other one, as for a NAT64. */
  Optional<String> nft() {
    return isWellKnown()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                """
            table ip6 %s {
              chain in {
                type nat hook prerouting priority dstnat;
                iifname %s ip6 daddr %s dnat prefix to ip6 daddr map { %s : %s }
              }
              chain out {
                type nat hook postrouting priority srcnat;
                oifname %s ip6 saddr %s snat prefix to ip6 saddr map { %s : %s }
              }
            }
            """,
                NftRuleset.TABLE,
                Plan.NAT64,
                Nat64Plan.INSTEAD,
                Nat64Plan.INSTEAD,
                prefix,
                Plan.NAT64,
                prefix,
                prefix,
                Nat64Plan.INSTEAD))
        : Optional.empty();
  }
}
