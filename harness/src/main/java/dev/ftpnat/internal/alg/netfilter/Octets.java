package dev.ftpnat.internal.alg.netfilter;

import dev.ftpnat.net.Ipv4;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Decimal numbers with separators between them, such as {@code 10,0,1,121,15,6} or {@code
 * 10.0.1.121}, that are meant to be the octets of an address and a port.
 *
 * @param numbers four or six numbers, modulo 2<sup>32</sup>
 * @param end the index of the byte after the last digit
 */
record Octets(List<Integer> numbers, int end) {

  /**
   * Reads exactly {@code count} numbers as netfilter does, which is neither strict nor lenient. A
   * number may have leading zeros or no digit at all, in which case it is 0, and nothing keeps it
   * below 256. But blanks are an error, and the byte after the last number must be there to show
   * where that one ends.
   *
   * @param from the index of the first digit
   * @param ending whether a byte may follow the last number
   * @return empty if there is anything else at {@code from}
   */
  static Optional<Octets> read(
      byte[] text, int from, int count, char separator, IntPredicate ending) {
    List<Integer> numbers = new ArrayList<>(count);
    int number = 0;
    for (int at = from; at < text.length; at++) {
      int character = Byte.toUnsignedInt(text[at]);
      if (isDigit(character)) {
        number = number * 10 + (character - '0');
        continue;
      }
      numbers.add(number);
      number = 0;
      if (numbers.size() == count) {
        return character != separator && ending.test(character)
            ? Optional.of(new Octets(numbers, at))
            : Optional.empty();
      }
      if (character != separator) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * The address of the first four numbers. They are put together without a look at their size, so
   * the excess of one spills into the one before it, and {@code 10,0,1,377} is 10.0.1.121.
   */
  InetAddress address() {
    return Ipv4.ofBits(
        numbers.get(0) << 24 | numbers.get(1) << 16 | numbers.get(2) << 8 | numbers.get(3));
  }

  /** The port of the last two of six numbers, put together in the same way. */
  int port() {
    return (numbers.get(4) << 8 | numbers.get(5)) & 0xffff;
  }

  /** Whether a byte is one of {@code 0} to {@code 9}. */
  static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }
}
