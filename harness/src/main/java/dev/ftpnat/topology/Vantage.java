package dev.ftpnat.topology;

/**
 * Which class of address the client sees the server's public side at. Clients that second-guess a
 * 227 reply compare address classes, so the same reply can work from one vantage point and fail
 * from another.
 */
public enum Vantage {
  /** A public address, from the documentation ranges of RFC 5737. The default. */
  PUBLIC,
  /** A private address (RFC 1918), as between two private networks, in a VPN or in Docker. */
  PRIVATE,
  /** A loopback address (127/8, but not 127.0.0.1), as with a server on the developer's machine. */
  LOOPBACK
}
