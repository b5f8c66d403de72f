package dev.ftpnat.trace.event;

/** How a connection attempt ended for the side that made it. */
public enum Outcome {
  /** The TCP connection was established. */
  ESTABLISHED("established"),
  /** Nobody answered: {@code Connect timed out}. */
  DROPPED("dropped"),
  /** A TCP reset came back: {@code Connection refused}. */
  REFUSED("refused"),
  /** An ICMP error came back, or the neighbour didn't answer ARP: {@code No route to host}. */
  UNREACHABLE("unreachable");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
