package dev.ftpnat.internal.simulated.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.net.IpAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client's simulated network card, for the bytes that the client sends on one control
 * connection.
 *
 * <p>Client code that announces its own address in PORT or EPRT announces 127.0.0.1, because that
 * is what its real socket is bound to. On the simulated network the client has another address, so
 * that is put in before any gateway sees the segment. One segment in, one segment out; whatever
 * else it holds stays as it is.
 */
final class ClientNic implements Stage {

  /**
   * A loopback host-port at the beginning of a line; group 1 or 3 is the address. Some clients
   * write every number with three digits.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "^(?:PORT +(0*127,0+,0+,0*1)(?=,)|EPRT +([!-~])1\\2(0*127\\.0+\\.0+\\.0*1)(?=\\2))",
          Pattern.MULTILINE | Pattern.UNIX_LINES | Pattern.CASE_INSENSITIVE);

  /** On IPv6 also what a client says that asks its real socket, which is one of IPv4. */
  private static final Pattern IPV6_LOOPBACK =
      Pattern.compile(
          "^EPRT +([!-~])(1\\1127\\.0\\.0\\.1|2\\1(?:::1|0:0:0:0:0:0:0:1))(?=\\1)",
          Pattern.MULTILINE | Pattern.UNIX_LINES | Pattern.CASE_INSENSITIVE);

  private final InetAddress address;
  private boolean atLineStart = true;

  ClientNic(InetAddress address) {
    this.address = address;
  }

  @Override
  public Next towards(Direction direction, Next next) {
    return direction == Direction.REPLY ? next : next.after(segment -> next.take(send(segment)));
  }

  private String own() {
    return IpAddresses.text(address);
  }

  /**
   * As the client would write it: Java, whose real socket is one of IPv4, writes every group, and
   * servers that compare text refuse that.
   */
  private String ipv6(MatchResult match) {
    boolean isShort = match.group(2).endsWith("::1");
    return "2" + match.group(1) + (isShort ? own() : address.getHostAddress());
  }

  private String sixNumbers() {
    return own().replace('.', ',');
  }

  /** The segment as it leaves the card. */
  byte[] send(byte[] segment) {
    boolean startsLine = atLineStart;
    atLineStart = segment[segment.length - 1] == '\n';
    String text = new String(segment, ISO_8859_1);
    boolean isIpv6 = address instanceof Inet6Address;
    Matcher matcher = (isIpv6 ? IPV6_LOOPBACK : LOOPBACK).matcher(text);
    StringBuilder sent = new StringBuilder();
    int copied = 0;
    while (matcher.find()) {
      if (matcher.start() == 0 && !startsLine) {
        continue;
      }
      MatchResult match = matcher.toMatchResult();
      int group = isIpv6 ? 2 : match.group(1) != null ? 1 : 3;
      sent.append(text, copied, match.start(group));
      sent.append(isIpv6 ? ipv6(match) : group == 1 ? sixNumbers() : own());
      copied = match.end(group);
    }
    return copied == 0
        ? segment
        : sent.append(text.substring(copied)).toString().getBytes(ISO_8859_1);
  }
}
