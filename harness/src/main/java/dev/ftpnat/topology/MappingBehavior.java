package dev.ftpnat.topology;

/**
 * When a NAT reuses the external port that it has given to an inside endpoint (RFC 4787 section
 * 4.1, RFC 5382 section 4.1).
 */
public enum MappingBehavior {
  /** The same external port for whatever the inside endpoint connects to. */
  ENDPOINT_INDEPENDENT,
  /** A new external port for each address that it connects to. */
  ADDRESS_DEPENDENT,
  /** A new external port for each address and port that it connects to. */
  ADDRESS_AND_PORT_DEPENDENT
}
