package dev.ftpnat.internal.alg.netfilter;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An IPv6 address in text (RFC 4291 section 2.2), as netfilter reads it in EPRT.
 *
 * @param address the address
 * @param end the index of the byte after it, or the length of the text if that ends first
 */
record Ipv6Literal(InetAddress address, int end) {

  private static final int WORDS = 8;
  private static final int OCTETS_OF_IPV4 = 4;

  /** No such word: what no text can have. */
  private static final int NONE = -1;

  /**
   * Reads an address up to a delimiter, a NUL or the end of the text; one that ends in an IPv4
   * address may end at a colon too. A word may have any number of leading zeros; a double colon
   * stands for at least one word.
   *
   * @param from the index of its first byte
   * @param delimiter what ends it; as such it is no digit, dot or colon of the address
   * @return empty if there is anything else at {@code from}
   */
  static Optional<Ipv6Literal> read(byte[] text, int from, byte delimiter) {
    return new Reader(text, delimiter, from).read();
  }

  /** Reads one address. */
  private static final class Reader {

    private final byte[] text;
    private final byte delimiter;
    private final List<Integer> words = new ArrayList<>(WORDS);
    private int gap = NONE;
    private int at;

    Reader(byte[] text, byte delimiter, int from) {
      this.text = text;
      this.delimiter = delimiter;
      this.at = from;
    }

    Optional<Ipv6Literal> read() {
      if (take(':') && !takeSecondColon()) {
        return Optional.empty();
      }
      while (!(isEnd() && hasGapLast())) {
        int start = at;
        OptionalInt word = hexadecimal();
        if (is('.')) {
          at = start;
          return withIpv4();
        }
        if (word.isEmpty() || room() == 0) {
          return Optional.empty();
        }
        words.add(word.getAsInt());
        if (isEnd()) {
          break;
        }
        if (room() == 0 || !take(':')) {
          return Optional.empty();
        }
        takeSecondColon();
      }
      return finished();
    }

    private boolean takeSecondColon() {
      if (gap != NONE || !take(':')) {
        return false;
      }
      gap = words.size();
      return true;
    }

    private boolean hasGapLast() {
      return gap == words.size();
    }

    /** How many more words there may be. */
    private int room() {
      return WORDS - words.size() - (gap == NONE ? 0 : 1);
    }

    /** The last two words as the four octets of an IPv4 address. */
    private Optional<Ipv6Literal> withIpv4() {
      if (room() < 2 || (gap == NONE && room() > 2)) {
        return Optional.empty();
      }
      int bits = 0;
      for (int n = 0; n < OCTETS_OF_IPV4; n++) {
        OptionalInt octet = n > 0 && !take('.') ? OptionalInt.empty() : decimal();
        if (octet.isEmpty()) {
          return Optional.empty();
        }
        bits = bits << Byte.SIZE | octet.getAsInt();
      }
      if (!isEnd() && !is(':')) {
        return Optional.empty();
      }
      words.add(bits >>> Short.SIZE);
      words.add(bits & 0xffff);
      return finished();
    }

    private Optional<Ipv6Literal> finished() {
      if (gap == NONE && words.size() < WORDS) {
        return Optional.empty();
      }
      while (words.size() < WORDS) {
        words.add(gap, 0);
      }
      ByteBuffer octets = ByteBuffer.allocate(2 * WORDS);
      words.forEach(word -> octets.putShort(word.shortValue()));
      return Optional.of(new Ipv6Literal(ipv6(octets.array()), at));
    }

    /** Also one in which an IPv4 address is mapped, which others would make an IPv4 one. */
    private static InetAddress ipv6(byte[] octets) {
      try {
        return Inet6Address.getByAddress(null, octets, NONE);
      } catch (UnknownHostException e) {
        throw new AssertionError("16 octets are always an address", e);
      }
    }

    private OptionalInt hexadecimal() {
      int start = at;
      int value = 0;
      for (int digit = digit(16); digit >= 0; digit = digit(16)) {
        if (value > 0xfff) {
          return OptionalInt.empty();
        }
        value = value << 4 | digit;
        at++;
      }
      return at == start ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private OptionalInt decimal() {
      int start = at;
      int value = 0;
      for (int digit = digit(10); digit >= 0; digit = digit(10)) {
        value = value * 10 + digit;
        at++;
        if (value > 255) {
          return OptionalInt.empty();
        }
      }
      return at == start ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** The digit here, or less than 0 if there is none. */
    private int digit(int radix) {
      return isEnd() || text[at] < 0 ? NONE : Character.digit(text[at], radix);
    }

    private boolean isEnd() {
      return at >= text.length || text[at] == delimiter || text[at] == 0;
    }

    private boolean is(char character) {
      return !isEnd() && text[at] == character;
    }

    private boolean take(char character) {
      boolean there = is(character);
      at += there ? 1 : 0;
      return there;
    }
  }
}
