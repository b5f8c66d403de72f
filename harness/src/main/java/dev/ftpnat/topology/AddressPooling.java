package dev.ftpnat.topology;

/**
 * Which of its public addresses a NAT with several gives to a new mapping (RFC 4787 section 4.1,
 * "IP address pooling").
 */
public enum AddressPooling {
  /**
   * The same one to all connections of a host behind it: RFC 4787 REQ-2. Linux's {@code snat} to a
   * range with {@code persistent}, carrier-grade NATs (RFC 6888 REQ-2).
   */
  PAIRED,
  /**
   * One after the other, whoever connects: a data connection comes from another address than its
   * control connection. Two uplinks between which a router balances, gateways side by side, cloud
   * NATs with several addresses.
   */
  ARBITRARY
}
