package dev.ftpnat.net;

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
  public static InetAddress of(String literal) {
    return parse(literal)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`" + literal + "` is not an IPv4 address like 203.0.113.7"));
  }

  /** The address that a dotted-quad literal names, or empty if it is something else. */
  public static Optional<InetAddress> parse(String literal) {
    int bits = 0;
    int octet = 0;
    int digits = 0;
    int dots = 0;
    for (int n = 0; n < literal.length(); n++) {
      char c = literal.charAt(n);
      if (c >= '0' && c <= '9') {
        octet = octet * 10 + (c - '0');
        digits++;
      } else if (c == '.' && digits > 0) {
        bits = bits << Byte.SIZE | octet;
        octet = 0;
        digits = 0;
        dots++;
      } else {
        return Optional.empty();
      }
      if (digits > 3 || octet > 255) {
        return Optional.empty();
      }
    }
    return dots == 3 && digits > 0
        ? Optional.of(ofBits(bits << Byte.SIZE | octet))
        : Optional.empty();
  }

  /** The address with these 32 bits, most significant octet first. */
  public static InetAddress ofBits(int bits) {
    try {
      return InetAddress.getByAddress(
          new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits});
    } catch (UnknownHostException e) {
      throw new AssertionError("four octets are always an address", e);
    }
  }

  /**
   * The 32 bits of an address, most significant octet first.
   *
   * @throws IllegalArgumentException if it is of another family
   */
  public static int bits(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length != Integer.BYTES) {
      throw new IllegalArgumentException(
          IpAddresses.text(address) + " has no 32 bits, as it isn't an IPv4 address");
    }
    return (octets[0] & 0xff) << 24
        | (octets[1] & 0xff) << 16
        | (octets[2] & 0xff) << 8
        | (octets[3] & 0xff);
  }
}
