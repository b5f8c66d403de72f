package dev.ftpnat.junit.internal.explore.network;

/** Where the code of a setting stands. */
public enum Place {
  /** On {@code Topology.builder()}. */
  TOPOLOGY,
  /** On the builder of the server. */
  SERVER,
  /** On the builder of the gateway next to the server. */
  SERVER_GATEWAY,
  /** On {@code Topology.builder()}, behind that gateway. */
  BEYOND_SERVER_GATEWAY,
  /** On the builder of the gateway next to the client. */
  CLIENT_GATEWAY,
  /** On {@code Topology.builder()}, behind that gateway. */
  BEYOND_CLIENT_GATEWAY,
  /** A statement about the environment, before the client begins. */
  BEFORE,
  /** A statement about the environment, while a transfer goes on. */
  DURING_TRANSFER
}
