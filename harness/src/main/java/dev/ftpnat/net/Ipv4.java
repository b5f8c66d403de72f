package dev.ftpnat.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IPv4 addresses from literals and numbers, never by asking a name server. */
public final class Ipv4 {

  private Ipv4() {}

  /**
   * The address that a dotted-quad literal names.
   *
   * @throws IllegalArgumentException if {@code literal} is anything but four numbers of 0 to 255
   */
  public static Inet4Address of(String literal) {
    return parse(literal)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`" + literal + "` is not an IPv4 address like 203.0.113.7"));
  }

  /** The address that a dotted-quad literal names, or empty if it is something else. */
  public static Optional<Inet4Address> parse(String literal) {
    String[] parts = literal.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    int bits = 0;
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Optional.empty();
      }
      int octet = Integer.parseInt(part);
      if (octet > 255) {
        return Optional.empty();
      }
      bits = bits << 8 | octet;
    }
    return Optional.of(ofBits(bits));
  }

  /** The address with these 32 bits, most significant octet first. */
  public static Inet4Address ofBits(int bits) {
    byte[] octets = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
    try {
      return (Inet4Address) InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new AssertionError("four octets are always an address", e);
    }
  }

  /** The 32 bits of an address, most significant octet first. */
  public static int bits(Inet4Address address) {
    byte[] octets = address.getAddress();
    return (octets[0] & 0xff) << 24
        | (octets[1] & 0xff) << 16
        | (octets[2] & 0xff) << 8
        | (octets[3] & 0xff);
  }

  /**
   * Whether this means the host that connects to it: 0.0.0.0 or loopback, but not the broadcast
   * address of 127/8, which no connection can be made to.
   */
  public static boolean isOwnHost(Inet4Address address) {
    return address.isAnyLocalAddress() || (address.isLoopbackAddress() && isUnicast(address));
  }

  /**
   * Whether a TCP stack would send anything there: it wouldn't to multicast (224/4) and broadcast
   * addresses, 255.255.255.255 and 127.255.255.255.
   */
  public static boolean isUnicast(Inet4Address address) {
    int bits = bits(address);
    return !address.isMulticastAddress() && bits != -1 && bits != 0x7fffffff;
  }

  /**
   * Whether the public internet doesn't carry this address: RFC 1918 private, RFC 6598 shared
   * (100.64/10), RFC 3927 link-local or loopback.
   */
  public static boolean isPrivate(Inet4Address address) {
    return address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isLoopbackAddress()
        || (bits(address) & 0xffc00000) == 0x64400000;
  }
}
