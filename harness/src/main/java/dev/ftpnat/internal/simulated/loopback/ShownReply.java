package dev.ftpnat.internal.simulated.loopback;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of a reply with the endpoints that it announces replaced by those of loopback. */
final class ShownReply {

  /** Where an announced endpoint is for a client on loopback. */
  interface Guide {

    /** Of a reply that names address and port. */
    Endpoint shown(Endpoint announced);

    /** Of a reply that names a port of wherever the control connection goes to. */
    int shown(int port);
  }

  private static final Pattern PASSIVE = Pattern.compile("\\s*227(?:[ -].*)?", Pattern.DOTALL);
  private static final Pattern EXTENDED = Pattern.compile("\\s*229(?:[ -].*)?", Pattern.DOTALL);

  /** The beginning of something that may become one of these replies, or is one. */
  private static final Pattern BEGINNING =
      Pattern.compile("\\s*(?:2(?:2(?:[789].*)?)?)?", Pattern.DOTALL);

  /** The first line of one that has several. */
  private static final Pattern OPEN = Pattern.compile("\\s*(22[79])-");

  private static final Pattern SIX_NUMBERS =
      Pattern.compile(
          "(?<!\\d)(\\d{1,9})([,.]\\s*)(\\d{1,9})([,.]\\s*)(\\d{1,9})([,.]\\s*)(\\d{1,9})"
              + "(,\\s*)(\\d{1,9})([,.]\\s*)(\\d{1,9})");

  private static final Pattern PORT =
      Pattern.compile("([!-/:-@\\[-`{-~])(\\d*)\\1([0-9A-Fa-f.:]*)\\1(\\d{1,5})\\1");

  private static final int FIRST_OCTET = 1;
  private static final int HIGH = 9;
  private static final int LOW = 11;
  private static final int OCTET = 0xff;
  private static final int HIGHEST_PORT = 65535;

  private ShownReply() {}

  /** Whether a line that begins like this may announce something. */
  static boolean mayAnnounce(String beginning) {
    return BEGINNING.matcher(beginning).matches();
  }

  /**
   * The line as the client is to see it.
   *
   * @param line as it stands, with its end
   */
  static String of(String line, Guide guide) {
    String shown = line;
    if (PASSIVE.matcher(line).matches()) {
      shown = SIX_NUMBERS.matcher(line).replaceAll(six -> sixNumbers(six, guide));
    } else if (EXTENDED.matcher(line).matches()) {
      shown = PORT.matcher(line).replaceAll(port -> extended(port, guide));
    }
    boolean leadsOut =
        Announced.in(shown.strip()).stream().anyMatch(at -> !isLoopback(at.getAddress()));
    // What no client may be told, lest it goes there for real.
    return leadsOut ? refusal(line) : shown;
  }

  private static boolean isLoopback(InetAddress address) {
    return !(address instanceof Inet6Address) && address.isLoopbackAddress();
  }

  /** Whether the lines after this one, up to the end of its reply, may announce something. */
  static Optional<String> begins(String line) {
    Matcher first = OPEN.matcher(line);
    return first.lookingAt() ? Optional.of(first.group(1)) : Optional.empty();
  }

  /**
   * The same of a line within a reply that began so: there are clients that look for the numbers in
   * all of it.
   */
  static String within(String code, String line, Guide guide) {
    String beginning = code + "-";
    String shown = of(beginning + line, guide);
    return shown.startsWith(beginning)
        ? shown.substring(beginning.length())
        : " FtpNat can't show this line on the loopback attachment." + lineEnd(line);
  }

  private static String lineEnd(String line) {
    return line.substring(line.stripTrailing().length());
  }

  private static String refusal(String line) {
    return "425 FtpNat can't show this on the loopback attachment: " + line.stripLeading();
  }

  private static String sixNumbers(MatchResult six, Guide guide) {
    int bits = 0;
    for (int group = FIRST_OCTET; group < HIGH; group += 2) {
      bits = bits << 8 | Integer.parseInt(six.group(group)) & OCTET;
    }
    int port = Integer.parseInt(six.group(HIGH)) << 8 | Integer.parseInt(six.group(LOW));
    Endpoint shown = guide.shown(new Endpoint(Ipv4.ofBits(bits), port & HIGHEST_PORT));
    byte[] address = shown.address().getAddress();
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < address.length; n++) {
      text.append(address[n] & OCTET).append(six.group(2 * n + 2));
    }
    return text.append(shown.port() >> 8)
        .append(six.group(HIGH + 1))
        .append(shown.port() & OCTET)
        .toString();
  }

  private static String extended(MatchResult named, Guide guide) {
    int port = Integer.parseInt(named.group(4));
    if (port > HIGHEST_PORT) {
      return Matcher.quoteReplacement(named.group());
    }
    Optional<InetAddress> address =
        IpAddresses.parse(named.group(3)).filter(at -> !(at instanceof Inet6Address));
    String host = named.group(3);
    int shown = guide.shown(port);
    if (address.isPresent()) {
      Endpoint at = guide.shown(new Endpoint(address.get(), port));
      host = IpAddresses.text(at.address());
      shown = at.port();
    }
    String separator = named.group(1);
    return Matcher.quoteReplacement(
        separator + named.group(2) + separator + host + separator + shown + separator);
  }
}
