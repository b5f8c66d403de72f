package dev.ftpnat.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The addresses of one family that share a prefix, like {@code 10.0.1.0/24} or {@code fd00:1::/64}.
 *
 * @param network the lowest address; its host bits are zero
 * @param prefixLength 0 to 32 bits for IPv4, to 128 for IPv6
 */
public record Subnet(InetAddress network, int prefixLength) {

  private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

  public Subnet {
    Objects.requireNonNull(network, "network");
    int most = bits(network);
    if (prefixLength < 0 || prefixLength > most) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " is not in 0.." + most);
    }
    if (!Arrays.equals(prefix(network, prefixLength), network.getAddress())) {
      throw new IllegalArgumentException(
          text(network, prefixLength) + " has host bits that are not zero");
    }
  }

  /**
   * The subnet in CIDR notation.
   *
   * @throws IllegalArgumentException if {@code cidr} is not like {@code 10.0.1.0/24}
   */
  public static Subnet of(String cidr) {
    int slash = Objects.requireNonNull(cidr, "cidr").indexOf('/');
    if (slash < 0 || !LENGTH.matcher(cidr.substring(slash + 1)).matches()) {
      throw new IllegalArgumentException("`" + cidr + "` is not a subnet like 10.0.1.0/24");
    }
    return new Subnet(
        IpAddresses.of(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
  }

  /** The subnet of this prefix length that {@code address} is in. */
  public static Subnet around(InetAddress address, int prefixLength) {
    return new Subnet(IpAddresses.ofOctets(prefix(address, prefixLength)), prefixLength);
  }

  /** Whether {@code address} is in the subnet. */
  public boolean contains(InetAddress address) {
    return bits(address) == bits(network)
        && Arrays.equals(prefix(address, prefixLength), network.getAddress());
  }

  /** Whether the two subnets share an address. */
  public boolean overlaps(Subnet other) {
    return contains(other.network) || other.contains(network);
  }

  /** The address {@code offset} above the network's own. */
  public InetAddress host(int offset) {
    byte[] octets = network.getAddress();
    int carry = offset;
    for (int n = octets.length - 1; n >= 0; n--) {
      carry += octets[n] & 0xff;
      octets[n] = (byte) carry;
      carry >>= Byte.SIZE;
    }
    return IpAddresses.ofOctets(octets);
  }

  /** How many bits of an address tell hosts of the subnet apart: 8 of a /24 of IPv4. */
  public int hostBits() {
    return bits(network) - prefixLength;
  }

  private static int bits(InetAddress address) {
    return address instanceof Inet6Address ? 128 : 32;
  }

  /** The address with all bits zero but the first. */
  private static byte[] prefix(InetAddress address, int length) {
    byte[] octets = address.getAddress();
    for (int n = length / Byte.SIZE; n < octets.length; n++) {
      int kept = Math.max(0, length - n * Byte.SIZE);
      octets[n] &= (byte) (0xff << (Byte.SIZE - kept));
    }
    return octets;
  }

  private static String text(InetAddress network, int prefixLength) {
    return IpAddresses.text(network) + "/" + prefixLength;
  }

  /** For example {@code 10.0.1.0/24}. */
  @Override
  public String toString() {
    return text(network, prefixLength);
  }
}
