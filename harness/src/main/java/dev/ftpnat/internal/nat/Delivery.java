package dev.ftpnat.internal.nat;

/** What becomes of a segment of an established connection. */
public enum Delivery {
  /** It arrives. */
  ARRIVES,
  /** A gateway has forgotten the connection and drops it. Its sender will never know. */
  LOST,
  /** A gateway has forgotten the connection and answers with a reset to its sender. */
  RESET
}
