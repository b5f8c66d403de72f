package dev.ftpnat.trace.event;

import java.util.Locale;

/** How a connection attempt ended for the side that made it. */
public enum Outcome {
  /** The TCP connection was established. */
  ESTABLISHED,
  /** Nobody answered: {@code Connect timed out}. */
  DROPPED,
  /** A TCP reset came back: {@code Connection refused}. */
  REFUSED,
  /** An ICMP error came back, or the neighbour didn't answer ARP: {@code No route to host}. */
  UNREACHABLE;

  /** For use in a sentence. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
