package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.net.Ipv4;
import java.io.Serial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An address as Go writes it: {@code host:port}, {@code [host]:port}, or {@code :port} for all
 * addresses of the machine. Its complaints are Go's. Never asks a name server.
 *
 * @param host empty for all addresses
 */
record GoAddress(String host, int port) {

  private static final int MOST_PORT = 65_535;

  /** The text isn't an address. */
  static final class MalformedException extends Exception {

    @Serial private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  /** Reads an address; nothing at all stands for any port of all addresses. */
  static GoAddress parse(String text) throws MalformedException {
    if (text.isEmpty()) {
      return new GoAddress("", 0);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw malformed(text, "missing port in address");
    }
    String host = text.startsWith("[") ? bracketed(text, colon) : text.substring(0, colon);
    if (!text.startsWith("[") && host.indexOf(':') >= 0) {
      throw malformed(text, "too many colons in address");
    }
    return new GoAddress(host, port(text.substring(colon + 1)));
  }

  private static String bracketed(String text, int colon) throws MalformedException {
    int end = text.indexOf(']');
    if (end < 0) {
      throw malformed(text, "missing ']' in address");
    }
    if (end + 1 != colon) {
      boolean another = end + 1 < text.length() && text.charAt(end + 1) == ':';
      throw malformed(text, another ? "too many colons in address" : "missing port in address");
    }
    return text.substring(1, end);
  }

  private static int port(String text) throws MalformedException {
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[+-]?[0-9]+")) {
      throw new MalformedException("lookup tcp/" + text + ": unknown port");
    }
    if (text.startsWith("-") || text.length() > 9 || Integer.parseInt(text) > MOST_PORT) {
      throw malformed(text, "invalid port");
    }
    return Integer.parseInt(text);
  }

  private static MalformedException malformed(String text, String why) {
    return new MalformedException("address " + text + ": " + why);
  }

  /** Whether it stands for all addresses of the machine. */
  boolean wildcard() {
    return host.isEmpty() || address().map(InetAddress::isAnyLocalAddress).orElse(false);
  }

  /** The address, if the host is one or is localhost. */
  Optional<InetAddress> address() {
    if (host.equalsIgnoreCase("localhost")) {
      return Optional.of(Ipv4.of("127.0.0.1"));
    }
    if (host.indexOf(':') < 0) {
      return Ipv4.parse(host).map(address -> address);
    }
    try {
      // In brackets, it is a literal or nothing. Scopes aren't for loopback.
      return host.indexOf('%') >= 0
          ? Optional.empty()
          : Optional.of(InetAddress.getByName("[" + host + "]"));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The address as Go writes it once it has resolved it. */
  String resolved() {
    return host.isEmpty()
        ? ":" + port
        : address().map(a -> text(a, port)).orElse(host + ":" + port);
  }

  /** An address and a port as Go writes them. */
  static String text(InetAddress address, int port) {
    String host = address.getHostAddress();
    return host.indexOf(':') < 0
        ? host + ":" + port
        : "[" + (address.isLoopbackAddress() ? "::1" : host) + "]:" + port;
  }
}
