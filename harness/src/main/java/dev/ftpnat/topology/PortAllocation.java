package dev.ftpnat.topology;

/** Which external port a NAT gives to a new mapping (RFC 4787 section 4.2). */
public enum PortAllocation {
  /** The inside port if it is free, else the next free one above it; what Linux does. */
  PRESERVING,
  /** The lowest free port from 1024 upwards, whatever the inside port is. */
  SEQUENTIAL
}
