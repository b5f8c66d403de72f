package dev.ftpnat.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TCP ports from {@code first} to {@code last}, both included.
 *
 * @param first 1 to 65535
 * @param last {@code first} to 65535
 */
public record PortRange(int first, int last) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");

  /**
   * A range.
   *
   * @throws IllegalArgumentException if it is none within 1 to 65535
   */
  public PortRange {
    if (first < 1 || last > 65535 || first > last) {
      throw new IllegalArgumentException(
          "ports " + first + "-" + last + " are not a range within 1..65535");
    }
  }

  /**
   * A single port.
   *
   * @throws IllegalArgumentException if it is not within 1 to 65535
   */
  public static PortRange of(int port) {
    return new PortRange(port, port);
  }

  /**
   * A range as text, {@code 40000-40009}, or a single port.
   *
   * @throws IllegalArgumentException if it is neither; the message says what it is instead
   */
  public static PortRange parse(String text) {
    Matcher range = TEXT.matcher(text);
    if (!range.matches()) {
      throw new IllegalArgumentException(
          "is not a range of ports. Write one like `40000-40009`, or a single port.");
    }
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
    if (first < 1 || first > 65535 || last < 1 || last > 65535) {
      throw new IllegalArgumentException("is not within 1-65535, where TCP's ports are.");
    }
    if (first > last) {
      throw new IllegalArgumentException(
          "ends before it begins. Write `" + last + "-" + first + "`.");
    }
    return new PortRange(first, last);
  }

  /** How many ports are in the range. */
  public int size() {
    return last - first + 1;
  }

  /** Whether {@code port} is in the range. */
  public boolean contains(int port) {
    return port >= first && port <= last;
  }

  /** For example {@code 3846-3855}, or {@code 21} for a single port. */
  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
