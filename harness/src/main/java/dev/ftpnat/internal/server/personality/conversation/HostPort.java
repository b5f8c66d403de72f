package dev.ftpnat.internal.server.personality.conversation;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What PORT (RFC 959) and EPRT (RFC 2428) name, as far as servers agree on how to read it. No name
 * service is asked.
 */
public final class HostPort {

  private static final int FIRST_UNPRIVILEGED = 1024;

  private HostPort() {}

  /** The endpoint of {@code h1,h2,h3,h4,p1,p2}, each a number of 0 to 255. */
  public static Optional<Endpoint> ofPort(String argument) {
    String[] fields = argument.split(",", -1);
    if (fields.length != 6) {
      return Optional.empty();
    }
    int[] octets = new int[6];
    for (int i = 0; i < 6; i++) {
      if (!fields[i].matches("[0-9]{1,3}") || Integer.parseInt(fields[i]) > 255) {
        return Optional.empty();
      }
      octets[i] = Integer.parseInt(fields[i]);
    }
    InetAddress address =
        Ipv4.ofBits(octets[0] << 24 | octets[1] << 16 | octets[2] << 8 | octets[3]);
    int port = octets[4] << 8 | octets[5];
    return port == 0 ? Optional.empty() : Optional.of(new Endpoint(address, port));
  }

  /** The parts of {@code |family|address|port|}, with any delimiter; empty if they aren't three. */
  public static Optional<String[]> partsOfEprt(String argument) {
    if (argument.length() < 2) {
      return Optional.empty();
    }
    String[] fields = argument.split(java.util.regex.Pattern.quote(argument.substring(0, 1)), -1);
    return fields.length == 5 && fields[4].isEmpty()
        ? Optional.of(new String[] {fields[1], fields[2], fields[3]})
        : Optional.empty();
  }

  /** An IPv4 address and a port, as text. */
  public static Optional<Endpoint> ipv4(String address, String port) {
    return endpoint(Ipv4.parse(address), port);
  }

  /** An IPv6 address and a port, as text. */
  public static Optional<Endpoint> ipv6(String address, String port) {
    return endpoint(literal(address).filter(Inet6Address.class::isInstance), port);
  }

  private static Optional<Endpoint> endpoint(Optional<InetAddress> address, String port) {
    if (!port.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(port);
    return number < 1 || number > 65_535
        ? Optional.empty()
        : address.map(host -> new Endpoint(host, number));
  }

  /** Whether only root may listen there. */
  public static boolean isPrivileged(int port) {
    return port < FIRST_UNPRIVILEGED;
  }

  /** The address that a literal of either family stands for, as inet_pton(3) reads it. */
  public static Optional<InetAddress> literal(String text) {
    if (text.indexOf(':') >= 0) {
      try {
        return Optional.of(InetAddress.getByName("[" + text + "]"));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return Ipv4.parse(text).map(InetAddress.class::cast);
  }
}
