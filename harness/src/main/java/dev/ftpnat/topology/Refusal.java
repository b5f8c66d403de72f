package dev.ftpnat.topology;

/** What a gateway does with a connection attempt that it doesn't let through. */
public enum Refusal {
  /** Nothing: whoever connects runs into its timeout, {@code Connect timed out}. */
  DROP,
  /** A TCP reset: {@code Connection refused}. */
  REJECT,
  /** ICMP type 3, code 1 (RFC 792): {@code No route to host}. */
  UNREACHABLE,
  /**
   * It completes the handshake in the other side's place, and then neither reads nor says anything:
   * the connect succeeds, and whoever connected waits. So do load balancers without a backend, and
   * the sidecars of service meshes, which accept before they know whether there is a way on.
   */
  ACCEPT_SILENTLY,
  /** The same, and a moment later it resets the connection: {@code Connection reset}. */
  ACCEPT_AND_RESET;

  /** Whether whoever connects finds the connection established. */
  public boolean accepts() {
    return this == ACCEPT_SILENTLY || this == ACCEPT_AND_RESET;
  }
}
