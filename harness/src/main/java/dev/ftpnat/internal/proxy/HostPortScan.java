package dev.ftpnat.internal.proxy;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Six numbers, as C's {@code sscanf} reads them with {@code %d,%d,%d,%d,%d,%d}. */
final class HostPortScan {

  private static final int COUNT = 6;

  private static final String NUMBER = "[ \\t\\n\\u000b\\f\\r]*([+-]?[0-9]+)";

  private static final Pattern SIX = Pattern.compile(NUMBER + ("," + NUMBER).repeat(COUNT - 1));

  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private final int[] numbers;

  private HostPortScan(int[] numbers) {
    this.numbers = numbers;
  }

  /** Those at the beginning of a text; what follows doesn't matter. */
  static Optional<HostPortScan> of(String text) {
    Matcher matcher = SIX.matcher(text);
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    int[] numbers = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      numbers[i] = number(matcher.group(i + 1));
    }
    return Optional.of(new HostPortScan(numbers));
  }

  /** What strtol makes of it, of which an int keeps the lower half. */
  private static int number(String digits) {
    BigInteger exact = new BigInteger(digits);
    return (int) exact.min(LONGEST).max(LONGEST.negate().subtract(BigInteger.ONE)).longValue();
  }

  /** The same from the first digit on, as RFC 1123 section 4.1.2.6 has it. */
  static Optional<HostPortScan> fromFirstDigit(String text) {
    int at = 0;
    while (at < text.length() && !isDigit(text.charAt(at))) {
      at++;
    }
    return of(text.substring(at));
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** Whether each is an octet. */
  boolean areOctets() {
    return Arrays.stream(numbers).allMatch(number -> number >= 0 && number <= 255);
  }

  /** What they name; numbers that are none of octets run over into the next. */
  Endpoint endpoint() {
    int address = (numbers[0] << 24) + (numbers[1] << 16) + (numbers[2] << 8) + numbers[3];
    return new Endpoint(Ipv4.ofBits(address), (numbers[4] << 8) + numbers[5] & 0xffff);
  }
}
