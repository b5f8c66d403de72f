package dev.ftpnat.internal.server.command;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the argument of PORT (RFC 959) or EPRT (RFC 2428) means. Parsing asks no name server. */
sealed interface HostPortArgument {

  /** The client listens here. The IPv6 loopback address comes as 127.0.0.1. */
  record Target(Endpoint endpoint) implements HostPortArgument {}

  /** The argument doesn't follow the grammar. */
  record Malformed(String why) implements HostPortArgument {}

  /**
   * The argument is of another address family than the control connection.
   *
   * @param endpoint what it names nevertheless, if it is of IPv4
   */
  record OtherFamily(Optional<Endpoint> endpoint) implements HostPortArgument {}

  /** Parses {@code h1,h2,h3,h4,p1,p2}, which says nothing in IPv6; null is malformed. */
  static HostPortArgument ofPort(String argument, AddressFamily family) {
    if (family != AddressFamily.IPV4) {
      return new OtherFamily(Optional.empty());
    }
    String[] fields = argument == null ? new String[0] : argument.split(",", -1);
    if (fields.length != 6) {
      return new Malformed("PORT takes six numbers: h1,h2,h3,h4,p1,p2");
    }
    int[] octets = new int[6];
    for (int i = 0; i < 6; i++) {
      octets[i] = number(fields[i], 3);
      if (octets[i] < 0 || octets[i] > 255) {
        return new Malformed("`" + fields[i] + "` is not a number of 0 to 255");
      }
    }
    InetAddress address =
        Ipv4.ofBits(octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3]);
    return target(address, octets[4] << 8 | octets[5]);
  }

  /** Parses {@code |1|address|port|}, or with 2 on IPv6; null is malformed. */
  static HostPortArgument ofEprt(String argument, AddressFamily family) {
    if (argument == null || argument.isEmpty()) {
      return new Malformed("EPRT takes |protocol|address|port|");
    }
    char delimiter = argument.charAt(0);
    if (delimiter < 33 || delimiter > 126) {
      return new Malformed("EPRT needs a delimiter of the characters 33 to 126");
    }
    String[] fields = split(argument, delimiter);
    if (fields.length != 5 || !fields[4].isEmpty()) {
      return new Malformed("EPRT takes |protocol|address|port| with four delimiters");
    }
    int number = number(fields[1], 5);
    if (number < 0) {
      return new Malformed("`" + fields[1] + "` is not a protocol number");
    }
    return number == family.number()
        ? inFamily(family, fields[2], number(fields[3], 5))
        : new OtherFamily(number == 1 ? ipv4(fields[2], fields[3]) : Optional.empty());
  }

  private static Optional<Endpoint> ipv4(String address, String port) {
    return Ipv4.parse(address)
        .map(ipv4 -> target(ipv4, number(port, 5)))
        .filter(Target.class::isInstance)
        .map(target -> ((Target) target).endpoint());
  }

  private static HostPortArgument inFamily(AddressFamily family, String address, int port) {
    if (family == AddressFamily.IPV6) {
      return ipv6(address)
          .map(ipv6 -> target(ipv6.isLoopbackAddress() ? Ipv4.of("127.0.0.1") : ipv6, port))
          .orElseGet(() -> new Malformed("`" + address + "` is not an IPv6 address"));
    }
    return Ipv4.parse(address)
        .map(ipv4 -> target(ipv4, port))
        .orElseGet(() -> new Malformed("`" + address + "` is not an IPv4 address"));
  }

  private static HostPortArgument target(InetAddress address, int port) {
    return port < 1 || port > 65535
        ? new Malformed("The port is not in 1 to 65535")
        : new Target(new Endpoint(address, port));
  }

  /** The number, or -1 for anything but one to {@code maxDigits} digits. */
  private static int number(String text, int maxDigits) {
    if (text.isEmpty() || text.length() > maxDigits) {
      return -1;
    }
    return text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : -1;
  }

  /** Without brackets and zone, and none in which an IPv4 address is mapped. */
  private static Optional<InetAddress> ipv6(String address) {
    return address.matches("[0-9a-fA-F:.]+")
        ? IpAddresses.parse(address).filter(Inet6Address.class::isInstance)
        : Optional.empty();
  }

  private static String[] split(String text, char delimiter) {
    return text.split(Pattern.quote(String.valueOf(delimiter)), -1);
  }
}
