package dev.ftpnat.internal.trace.session;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.net.Inet6Address;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the endpoints that PORT, EPRT and the 227 and 229 replies name, as clients do. */
public final class HostPortText {

  private static final Pattern SIX_NUMBERS =
      Pattern.compile(
          "(\\d{1,3}), *(\\d{1,3}), *(\\d{1,3}), *(\\d{1,3}), *(\\d{1,3}), *(\\d{1,3})");

  private static final Pattern EXTENDED =
      Pattern.compile("([!-~])1\\1(\\d{1,3}(?:\\.\\d{1,3}){3})\\1(\\d{1,5})\\1");

  private static final Pattern EXTENDED_IPV6 =
      Pattern.compile("([!-~])2\\1([0-9A-Fa-f:.]+)(?:%[^\\s()]*?)?\\1(\\d{1,5})\\1");

  private static final Pattern PORT_ONLY = Pattern.compile("([!-~])\\1\\1(\\d{1,5})\\1");

  private HostPortText() {}

  /** Of PORT or a 227 reply: h1,h2,h3,h4,p1,p2 (RFC 959). */
  static Optional<Endpoint> sixNumbers(String text) {
    Matcher matcher = SIX_NUMBERS.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    int high = Integer.parseInt(matcher.group(5));
    int low = Integer.parseInt(matcher.group(6));
    return high > 255 || low > 255
        ? Optional.empty()
        : endpoint(
            text.substring(matcher.start(), matcher.end(4)).replace(" ", "").replace(',', '.'),
            high,
            low);
  }

  private static Optional<Endpoint> endpoint(String address, int high, int low) {
    return Ipv4.parse(address).map(parsed -> new Endpoint(parsed, high << 8 | low));
  }

  /** Of EPRT: |1|address|port| (RFC 2428). */
  static Optional<Endpoint> extended(String text) {
    Matcher matcher = EXTENDED.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(3));
    return port > 65535
        ? Optional.empty()
        : Ipv4.parse(matcher.group(2)).map(address -> new Endpoint(address, port));
  }

  /** The same of IPv6: |2|address|port|. */
  public static Optional<Endpoint> ipv6(String text) {
    Matcher matcher = EXTENDED_IPV6.matcher(text);
    if (!matcher.find() || Integer.parseInt(matcher.group(3)) > 65535) {
      return Optional.empty();
    }
    return IpAddresses.parse(matcher.group(2))
        .filter(Inet6Address.class::isInstance)
        .map(at -> new Endpoint(at, Integer.parseInt(matcher.group(3))));
  }

  /** Of a 229 reply: |||port| (RFC 2428). */
  static OptionalInt portOnly(String text) {
    Matcher matcher = PORT_ONLY.matcher(text);
    if (!matcher.find()) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(matcher.group(2));
    return port > 65535 ? OptionalInt.empty() : OptionalInt.of(port);
  }
}
