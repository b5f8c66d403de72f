package dev.ftpnat.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The IPv6 prefix under which a translator (NAT64, RFC 6146) shows IPv4 addresses to hosts that
 * have IPv6 only, as RFC 6052 section 2.2 writes them: the four octets follow the prefix, around
 * bits 64 to 71, which are zero, and the rest is zero, too.
 *
 * @param subnet of IPv6; its prefix is 32, 40, 48, 56, 64 or 96 bits long
 */
public record Nat64Prefix(Subnet subnet) {

  private static final Set<Integer> LENGTHS = Set.of(32, 40, 48, 56, 64, 96);

  /** The octet of bits 64 to 71, which is none of the address's. */
  private static final int RESERVED = 8;

  private static final int IPV4_OCTETS = 4;

  /** {@code 64:ff9b::/96}, the well-known prefix of RFC 6052 section 2.1. */
  public static final Nat64Prefix WELL_KNOWN = of("64:ff9b::/96");

  public Nat64Prefix {
    Objects.requireNonNull(subnet, "subnet");
    if (!(subnet.network() instanceof Inet6Address) || !LENGTHS.contains(subnet.prefixLength())) {
      throw new IllegalArgumentException(
          subnet
              + " is no prefix of a NAT64 (RFC 6052): one is of IPv6, and 32, 40, 48, 56, 64 or 96"
              + " bits long, as 64:ff9b::/96");
    }
    if (subnet.network().getAddress()[RESERVED] != 0) {
      throw new IllegalArgumentException(
          subnet + " is no prefix of a NAT64: bits 64 to 71 have to be zero (RFC 6052)");
    }
  }

  /**
   * The prefix in CIDR notation.
   *
   * @throws IllegalArgumentException if it isn't like {@code 64:ff9b::/96}
   */
  public static Nat64Prefix of(String cidr) {
    return new Nat64Prefix(Subnet.of(cidr));
  }

  /**
   * The IPv6 address that an IPv4 address is shown as.
   *
   * @throws IllegalArgumentException if it isn't of IPv4
   */
  public InetAddress embed(InetAddress ipv4) {
    if (!(ipv4 instanceof Inet4Address)) {
      throw new IllegalArgumentException(IpAddresses.text(ipv4) + " is not of IPv4");
    }
    byte[] octets = subnet.network().getAddress();
    byte[] embedded = ipv4.getAddress();
    for (int n = 0; n < IPV4_OCTETS; n++) {
      octets[position(n)] = embedded[n];
    }
    return IpAddresses.ofOctets(octets);
  }

  /**
   * The IPv4 address that an IPv6 address shows; empty if it isn't below the prefix, or its bits 64
   * to 71 aren't zero. What follows the IPv4 address is for later use, and isn't looked at.
   */
  public Optional<InetAddress> extract(InetAddress ipv6) {
    if (!subnet.contains(ipv6) || ipv6.getAddress()[RESERVED] != 0) {
      return Optional.empty();
    }
    byte[] octets = ipv6.getAddress();
    byte[] embedded = new byte[IPV4_OCTETS];
    for (int n = 0; n < IPV4_OCTETS; n++) {
      embedded[n] = octets[position(n)];
    }
    return Optional.of(IpAddresses.ofOctets(embedded));
  }

  /** Where an octet of the IPv4 address is. */
  private int position(int n) {
    int first = subnet.prefixLength() / Byte.SIZE;
    int at = first + n;
    return first <= RESERVED && at >= RESERVED ? at + 1 : at;
  }

  /** For example {@code 64:ff9b::/96}. */
  @Override
  public String toString() {
    return subnet.toString();
  }
}
