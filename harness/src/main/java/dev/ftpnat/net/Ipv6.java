package dev.ftpnat.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The notation of IPv6 addresses. */
final class Ipv6 {

  private Ipv6() {}

  /**
   * The address that a literal names, with or without brackets and zone, or empty if it is
   * something else. An IPv4 address in IPv6 notation comes as what it is.
   */
  static Optional<InetAddress> parse(String literal) {
    String text = literal;
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1);
    }
    int zone = text.indexOf('%');
    text = zone < 0 ? text : text.substring(0, zone);
    if (text.indexOf(':') < 0 || !text.matches("[0-9A-Fa-f:.]+")) {
      return Optional.empty();
    }
    try {
      // What has a colon is never looked up.
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** As RFC 5952 has it, for example {@code 2001:db8::1}. */
  static String text(Inet6Address address) {
    byte[] bytes = address.getAddress();
    int[] groups = new int[8];
    for (int n = 0; n < 8; n++) {
      groups[n] = (bytes[2 * n] & 0xff) << 8 | (bytes[2 * n + 1] & 0xff);
    }
    int longest = 1;
    int from = -1;
    for (int n = 0; n < 8; n++) {
      int length = 0;
      while (n + length < 8 && groups[n + length] == 0) {
        length++;
      }
      if (length > longest) {
        longest = length;
        from = n;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < 8; n++) {
      if (n == from) {
        text.append("::");
        n += longest - 1;
      } else {
        text.append(text.length() == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(groups[n]));
      }
    }
    return text.toString();
  }
}
