package dev.ftpnat.internal.alg.product;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A byte as a character, and other helpers to read segments with. */
final class Scan {

  /** The lowest port that these take for one of a user's. */
  static final int LOWEST_USER_PORT = 1024;

  private Scan() {}

  static String text(byte[] segment) {
    return new String(segment, ISO_8859_1);
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** C's {@code isspace}. */
  static final String SPACE = "[ \\t\\n\\u000b\\f\\r]";

  /** An octet counts modulo 256 where it is kept in eight bits. */
  static int octet(String digits) {
    return modulo(digits, 256);
  }

  /** A number that is kept in so many bits as this has values. */
  static int modulo(String digits, int values) {
    int number = 0;
    for (int at = 0; at < digits.length(); at++) {
      number = (number * 10 + (digits.charAt(at) - '0')) % values;
    }
    return number;
  }
}
