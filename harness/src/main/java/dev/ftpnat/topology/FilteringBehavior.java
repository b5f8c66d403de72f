package dev.ftpnat.topology;

/**
 * From whom a NAT lets connections in on an external port that it has mapped for an outgoing
 * connection (RFC 4787 section 5, RFC 5382 section 4.3).
 */
public enum FilteringBehavior {
  /** From anywhere. */
  ENDPOINT_INDEPENDENT,
  /** From addresses that the inside endpoint has connected to. */
  ADDRESS_DEPENDENT,
  /** From addresses and ports that the inside endpoint has connected to. */
  ADDRESS_AND_PORT_DEPENDENT
}
