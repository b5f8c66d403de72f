package dev.ftpnat.internal.address;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the endpoints that 227 (RFC 959), 228 (RFC 1639) and 229 (RFC 2428) replies name, in every
 * way in which a client may. Clients disagree about what is malformed, so this is no judge of that:
 * one endpoint too many costs nothing, one too few lets a client out.
 */
final class AnnouncedEndpoints {

  private static final Pattern REPLY = Pattern.compile("\\s*(22[789])(?:[ -].*)?", Pattern.DOTALL);

  /** Also behind other numbers, as clients look for the first six that suit them. */
  private static final Pattern SIX_NUMBERS =
      Pattern.compile(
          "(?<!\\d)(?=(\\d{1,9})[,.]\\s*(\\d{1,9})[,.]\\s*(\\d{1,9})[,.]\\s*(\\d{1,9})"
              + ",\\s*(\\d{1,9})[,.]\\s*(\\d{1,9}))");

  private static final Pattern LONG = Pattern.compile("\\(?\\s*(\\d{1,3}(?:\\s*,\\s*\\d{1,3})+)");

  private static final Pattern EXTENDED =
      Pattern.compile("([!-~])(\\d*)\\1([0-9A-Fa-f.:]+)(?:%[^\\s()]*?)?\\1(\\d{1,5})\\1");

  private static final int LONGEST = 2000;

  private AnnouncedEndpoints() {}

  /** Those that a line names; none if it isn't one of these replies. Asks no name server. */
  static List<InetSocketAddress> in(String line) {
    String text = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    Matcher reply = REPLY.matcher(text);
    if (!reply.matches()) {
      return List.of();
    }
    String said = text.substring(reply.end(1));
    return switch (reply.group(1)) {
      case "227" -> sixNumbers(said);
      case "228" -> longForm(said);
      default -> extended(said);
    };
  }

  private static List<InetSocketAddress> sixNumbers(String said) {
    Set<InetSocketAddress> found = new LinkedHashSet<>();
    for (Matcher six = SIX_NUMBERS.matcher(said); six.find(); ) {
      int decimal = 0;
      int octal = 0;
      for (int n = 1; n <= 4; n++) {
        // Some clients keep the low eight bits of what is too large.
        decimal = decimal << 8 | (Integer.parseInt(six.group(n)) & 0xff);
        octal = octal << 8 | (octal(six.group(n)) & 0xff);
      }
      int port = Integer.parseInt(six.group(5)) << 8 | Integer.parseInt(six.group(6));
      found.add(new InetSocketAddress(Ipv4.ofBits(decimal), port & 0xffff));
      // A resolver takes 0177 for 127.
      found.add(new InetSocketAddress(Ipv4.ofBits(octal), port & 0xffff));
    }
    return List.copyOf(found);
  }

  private static int octal(String number) {
    return number.matches("0[0-7]+") ? Integer.parseInt(number, 8) : Integer.parseInt(number);
  }

  /** Family, length and bytes of the address, length and bytes of the port. */
  private static List<InetSocketAddress> longForm(String said) {
    Matcher numbers = LONG.matcher(said);
    if (!numbers.find()) {
      return List.of();
    }
    List<Integer> values = new ArrayList<>();
    for (String value : numbers.group(1).split(",", -1)) {
      values.add(Integer.parseInt(value.strip()));
    }
    int length = values.size() > 1 ? values.get(1) : 0;
    if ((length != 4 && length != 16) || values.size() != length + 5) {
      return List.of();
    }
    byte[] address = new byte[length];
    for (int n = 0; n < length; n++) {
      address[n] = values.get(n + 2).byteValue();
    }
    int port = (values.get(length + 3) & 0xff) << 8 | (values.get(length + 4) & 0xff);
    try {
      return List.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }

  private static List<InetSocketAddress> extended(String said) {
    List<InetSocketAddress> found = new ArrayList<>();
    for (Matcher named = EXTENDED.matcher(said); named.find(); ) {
      int port = Integer.parseInt(named.group(4));
      if (port <= 65535) {
        literal(named.group(3)).ifPresent(at -> found.add(new InetSocketAddress(at, port)));
      }
    }
    return List.copyOf(found);
  }

  private static Optional<InetAddress> literal(String text) {
    return text.indexOf(':') < 0 ? Ipv4.parse(text).map(ipv4 -> ipv4) : IpAddresses.parse(text);
  }
}
