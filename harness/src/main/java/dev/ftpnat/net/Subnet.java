package dev.ftpnat.net;

import java.net.Inet4Address;
import java.util.Objects;

/**
 * The addresses that share a prefix, like {@code 10.0.1.0/24}.
 *
 * @param network the lowest address; its host bits are zero
 * @param prefixLength 0 to 32 bits
 */
public record Subnet(Inet4Address network, int prefixLength) {

  public Subnet {
    Objects.requireNonNull(network, "network");
    if (prefixLength < 0 || prefixLength > 32) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " is not in 0..32");
    }
    if ((Ipv4.bits(network) & ~mask(prefixLength)) != 0) {
      throw new IllegalArgumentException(
          network.getHostAddress() + "/" + prefixLength + " has host bits that are not zero");
    }
  }

  /**
   * The subnet in CIDR notation.
   *
   * @throws IllegalArgumentException if {@code cidr} is not like {@code 10.0.1.0/24}
   */
  public static Subnet of(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0 || !cidr.substring(slash + 1).matches("\\d{1,2}")) {
      throw new IllegalArgumentException("`" + cidr + "` is not a subnet like 10.0.1.0/24");
    }
    return new Subnet(
        Ipv4.of(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
  }

  /** The subnet of this prefix length that {@code address} is in. */
  public static Subnet around(Inet4Address address, int prefixLength) {
    return new Subnet(Ipv4.ofBits(Ipv4.bits(address) & mask(prefixLength)), prefixLength);
  }

  /** Whether {@code address} is in the subnet. */
  public boolean contains(Inet4Address address) {
    return (Ipv4.bits(address) & mask(prefixLength)) == Ipv4.bits(network);
  }

  /** Whether the two subnets share an address. */
  public boolean overlaps(Subnet other) {
    return contains(other.network) || other.contains(network);
  }

  /** The address {@code offset} above the network's own. */
  public Inet4Address host(int offset) {
    return Ipv4.ofBits(Ipv4.bits(network) + offset);
  }

  private static int mask(int prefixLength) {
    return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
  }

  /** For example {@code 10.0.1.0/24}. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefixLength;
  }
}
