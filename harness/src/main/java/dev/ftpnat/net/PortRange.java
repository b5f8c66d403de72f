package dev.ftpnat.net;

/**
 * TCP ports from {@code first} to {@code last}, both included.
 *
 * @param first 1 to 65535
 * @param last {@code first} to 65535
 */
public record PortRange(int first, int last) {

  public PortRange {
    if (first < 1 || last > 65535 || first > last) {
      throw new IllegalArgumentException(
          "ports " + first + "-" + last + " are not a range within 1..65535");
    }
  }

  /** A single port. */
  public static PortRange of(int port) {
    return new PortRange(port, port);
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
