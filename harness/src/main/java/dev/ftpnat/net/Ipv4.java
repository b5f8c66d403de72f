package dev.ftpnat.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
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
  public static InetAddress ofBits(int bits) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES).putInt(bits).array());
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
    return ByteBuffer.wrap(octets).getInt();
  }
}
