package dev.ftpnat.topology;

/** Which external port a NAT gives to a new mapping (RFC 4787 section 4.2). */
public enum PortAllocation {
  /** The inside port if it is free, else the next free one above it; what Linux does. */
  PRESERVING,
  /**
   * The lowest free port of its {@linkplain Gateway.Builder#mappedPorts range}, whatever the inside
   * port is.
   */
  SEQUENTIAL,
  /**
   * Any free port, whatever the inside port is (RFC 6056); Linux with {@code fully-random}, pf. In
   * the simulation it is the same one each time, so that runs repeat.
   */
  RANDOM
}
