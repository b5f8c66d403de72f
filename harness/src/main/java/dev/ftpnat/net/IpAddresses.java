package dev.ftpnat.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;

/** What holds of addresses of either family, never by asking a name server. */
public final class IpAddresses {

  private static final int SHARED = Ipv4.bits(Ipv4.of("100.64.0.0"));
  private static final int LOOPBACK_BROADCAST = Ipv4.bits(Ipv4.of("127.255.255.255"));
  private static final int BROADCAST = -1;

  private IpAddresses() {}

  /**
   * The address that a literal names.
   *
   * @throws IllegalArgumentException if {@code literal} is neither a dotted quad nor IPv6 notation
   */
  public static InetAddress of(String literal) {
    return parse(Objects.requireNonNull(literal, "literal"))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`" + literal + "` is not an address like 203.0.113.7 or 2001:db8::1"));
  }

  /**
   * The address that a literal names, an IPv6 one with or without brackets and zone, or empty if it
   * is something else. An IPv4 address in IPv6 notation comes as what it is.
   */
  public static Optional<InetAddress> parse(String literal) {
    return literal.indexOf(':') < 0 ? Ipv4.parse(literal) : Ipv6.parse(literal);
  }

  /**
   * The address with these octets, the most significant first. An IPv4 address that is mapped into
   * IPv6 comes as what it is.
   *
   * @throws IllegalArgumentException if they are neither 4 nor 16
   */
  public static InetAddress ofOctets(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          octets.length + " octets are no address, which has 4 or 16", e);
    }
  }

  /**
   * Whether this means the host that connects to it: 0.0.0.0, ::, or loopback, but not the
   * broadcast address of 127/8, which no connection can be made to.
   */
  public static boolean isOwnHost(InetAddress address) {
    return address.isAnyLocalAddress() || (address.isLoopbackAddress() && isUnicast(address));
  }

  /**
   * Whether a TCP stack would send anything there: it wouldn't to multicast (224/4, ff00::/8) and
   * IPv4's broadcast addresses, 255.255.255.255 and 127.255.255.255.
   */
  public static boolean isUnicast(InetAddress address) {
    return !address.isMulticastAddress() && !isBroadcast(address);
  }

  private static boolean isBroadcast(InetAddress address) {
    if (!(address instanceof Inet4Address)) {
      return false;
    }
    int bits = Ipv4.bits(address);
    return bits == BROADCAST || bits == LOOPBACK_BROADCAST;
  }

  /**
   * Whether the public internet doesn't carry this address: RFC 1918 private, RFC 6598 shared
   * (100.64/10), RFC 4193 unique local, link-local (RFC 3927) or loopback; of IPv6 also the one
   * that means none, ::.
   */
  public static boolean isPrivate(InetAddress address) {
    if (address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isLoopbackAddress()) {
      return true;
    }
    return address instanceof Inet6Address
        ? address.isAnyLocalAddress() || (address.getAddress()[0] & 0xfe) == 0xfc
        : (Ipv4.bits(address) & 0xffc00000) == SHARED;
  }

  /** A dotted quad, or as RFC 5952 has it, for example {@code 2001:db8::1}. */
  public static String text(InetAddress address) {
    return address instanceof Inet6Address ipv6 ? Ipv6.text(ipv6) : address.getHostAddress();
  }
}
