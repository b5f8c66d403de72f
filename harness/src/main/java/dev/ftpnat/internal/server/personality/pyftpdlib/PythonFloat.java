package dev.ftpnat.internal.server.personality.pyftpdlib;

import java.math.BigDecimal;

/**
 * A number as Python's {@code str} writes a float, which Java's differs from below a thousandth.
 */
final class PythonFloat {

  /** What is less has an exponent. */
  private static final double LEAST_IN_FULL = 1e-4;

  private PythonFloat() {}

  /** A number that is neither negative nor as much as ten million. */
  static String text(double number) {
    String shortest = Double.toString(number);
    if (!shortest.contains("E")) {
      return shortest;
    }
    if (number >= LEAST_IN_FULL) {
      return new BigDecimal(shortest).stripTrailingZeros().toPlainString();
    }
    // "5.0E-7" is 5e-07.
    return shortest.replace(".0E", "E").replaceFirst("E-(\\d)$", "E-0$1").replace('E', 'e');
  }
}
