package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.util.Locale;

/** What a plan says differently for the two families of addresses. */
enum Family {
  IPV4("ip", "icmp type host-unreachable", 32, "0.0.0.0/0", "default", "169.254."),
  IPV6("ip6", "icmpv6 type addr-unreachable", 128, "::/0", "::/0", "fd46:5450:6e61:74");

  private final String nft;
  private final String unreachable;
  private final int bits;
  private final String everything;
  private final String defaultRoute;
  private final String linkPrefix;

  Family(
      String nft,
      String unreachable,
      int bits,
      String everything,
      String defaultRoute,
      String linkPrefix) {
    this.nft = nft;
    this.unreachable = unreachable;
    this.bits = bits;
    this.everything = everything;
    this.defaultRoute = defaultRoute;
    this.linkPrefix = linkPrefix;
  }

  static Family of(AddressFamily family) {
    return family == AddressFamily.IPV6 ? IPV6 : IPV4;
  }

  static Family of(InetAddress address) {
    return of(AddressFamily.of(address));
  }

  /** What nft calls tables of the family, and its header in a match. */
  String nft() {
    return nft;
  }

  /** The ICMP error that says that a host can't be reached, as nft has it. */
  String unreachable() {
    return unreachable;
  }

  /** The route to a host alone. */
  String host(InetAddress address) {
    return host(IpAddresses.text(address));
  }

  /** The route to a host alone. */
  String host(String address) {
    return address + "/" + bits;
  }

  /** The prefix of every address. */
  String everything() {
    return everything;
  }

  /** The route to everything. */
  String defaultRoute() {
    return defaultRoute;
  }

  /**
   * An address of a link that no topology has.
   *
   * @param link which of the links, 0 to 255
   * @param number which of its addresses, 1 to 254
   */
  String linkAddress(int link, int number) {
    return this == IPV4
        ? linkPrefix + link + "." + number
        : linkPrefix + String.format(Locale.ROOT, "%02x::%x", link, number);
  }
}
