package dev.ftpnat.internal.alg.netfilter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The commands and replies that announce a data connection, each with its sender, how a segment is
 * recognised as one, and how it is written anew.
 *
 * <p>Nothing here asks whether a reply was asked for: netfilter doesn't follow the dialogue, so a
 * 227 that no PASV preceded counts as well.
 */
enum Announcement {
  PORT(Direction.ORIGINAL, "PORT", OptionalInt.of(' '), NetfilterHostPort::ofCommand) {
    @Override
    String write(Endpoint endpoint) {
      return sixOctets(endpoint);
    }
  },
  EPRT(Direction.ORIGINAL, "EPRT", OptionalInt.of(' '), NetfilterHostPort::ofExtendedCommand) {
    @Override
    String write(Endpoint endpoint) {
      InetAddress address = endpoint.address();
      String text = isIpv6(address) ? "2|" + inFull(address) : "1|" + IpAddresses.text(address);
      return "|" + text + "|" + endpoint.port() + "|";
    }

    @Override
    NetfilterHostPort.Reader reader(InetAddress sender) {
      return isIpv6(sender) ? NetfilterHostPort::ofExtendedCommandOnIpv6 : super.reader(sender);
    }
  },
  /** The 227 reply to PASV. */
  PASSIVE(Direction.REPLY, "227 ", OptionalInt.empty(), NetfilterHostPort::ofReply) {
    @Override
    String write(Endpoint endpoint) {
      return sixOctets(endpoint);
    }
  },
  /** The 229 reply to EPSV. */
  EXTENDED_PASSIVE(
      Direction.REPLY, "229 ", OptionalInt.of('('), NetfilterHostPort::ofExtendedReply) {
    @Override
    String write(Endpoint endpoint) {
      return "|||" + endpoint.port() + "|";
    }
  };

  private final Direction sender;
  private final byte[] prefix;
  private final OptionalInt opening;
  private final NetfilterHostPort.Reader reader;

  Announcement(
      Direction sender, String prefix, OptionalInt opening, NetfilterHostPort.Reader reader) {
    this.sender = sender;
    this.prefix = prefix.getBytes(US_ASCII);
    this.opening = opening;
    this.reader = reader;
  }

  /** Which side sends it. */
  Direction sender() {
    return sender;
  }

  /** The host-port part of this command or reply for {@code endpoint}, in its usual form. */
  abstract String write(Endpoint endpoint);

  /** How the host-port is read on a connection of the family of its sender's address. */
  NetfilterHostPort.Reader reader(InetAddress sender) {
    return reader;
  }

  /** What a segment that begins a line is to this command or reply. */
  sealed interface Match {

    /** Something else. */
    record None() implements Match {}

    /** It begins like this one, but the host-port is missing, incomplete or malformed. */
    record Partial() implements Match {}

    /** It is one, or begins with one: what follows the host-port isn't looked at. */
    record Complete(NetfilterHostPort hostPort) implements Match {}
  }

  /**
   * Compares a segment with this command or reply. A segment that ends within the prefix is already
   * a partial match, even if it is a single byte: the rest may follow, and then in a segment that
   * doesn't begin a line.
   *
   * @param sender the address of who sent it
   */
  Match match(byte[] segment, InetAddress sender) {
    int compared = Math.min(segment.length, prefix.length);
    if (!beginsLikePrefix(segment, compared)) {
      return new Match.None();
    }
    if (segment.length <= prefix.length) {
      return new Match.Partial();
    }
    return startOfHostPort(segment).stream()
        .mapToObj(from -> reader(sender).read(segment, from))
        .flatMap(Optional::stream)
        .<Match>map(Match.Complete::new)
        .findAny()
        .orElseGet(Match.Partial::new);
  }

  private boolean beginsLikePrefix(byte[] segment, int length) {
    for (int at = 0; at < length; at++) {
      if (upperCase(segment[at]) != prefix[at]) {
        return false;
      }
    }
    return true;
  }

  /** After the prefix and, where there is an opening character, after the first one of those. */
  private OptionalInt startOfHostPort(byte[] segment) {
    if (opening.isEmpty()) {
      return OptionalInt.of(prefix.length);
    }
    for (int at = prefix.length; at < segment.length; at++) {
      if (segment[at] == opening.getAsInt()) {
        return OptionalInt.of(at + 1);
      }
    }
    return OptionalInt.empty();
  }

  private static int upperCase(byte character) {
    return character >= 'a' && character <= 'z' ? character - ('a' - 'A') : character;
  }

  /** Of an IPv6 address the first four octets are written, for that is where netfilter looks. */
  private static String sixOctets(Endpoint endpoint) {
    byte[] address = endpoint.address().getAddress();
    int[] octets = {
      address[0], address[1], address[2], address[3], endpoint.port() >> 8, endpoint.port()
    };
    return Arrays.stream(octets)
        .mapToObj(octet -> Integer.toString(octet & 0xff))
        .collect(Collectors.joining(","));
  }

  /** All words of an IPv6 address with all their digits. */
  private static String inFull(InetAddress address) {
    ShortBuffer words = ByteBuffer.wrap(address.getAddress()).asShortBuffer();
    return IntStream.range(0, words.limit())
        .mapToObj(n -> String.format(Locale.ROOT, "%04x", words.get(n)))
        .collect(Collectors.joining(":"));
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }
}
