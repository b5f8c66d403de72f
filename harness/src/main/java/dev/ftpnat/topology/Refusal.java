package dev.ftpnat.topology;

/** What a gateway does with a connection attempt that it doesn't let through. */
public enum Refusal {
  /** Nothing: whoever connects runs into its timeout, {@code Connect timed out}. */
  DROP,
  /** A TCP reset: {@code Connection refused}. */
  REJECT,
  /** ICMP type 3, code 1 (RFC 792): {@code No route to host}. */
  UNREACHABLE
}
