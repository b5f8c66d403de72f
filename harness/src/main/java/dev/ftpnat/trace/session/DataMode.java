package dev.ftpnat.trace.session;

/** How a data connection is agreed on. */
public enum DataMode {
  /** Passive: the server's 227 reply names an address and a port (RFC 959). */
  PASV,
  /** Passive: the server's 229 reply names a port (RFC 2428). */
  EPSV,
  /** Active: the client names an address and a port (RFC 959). */
  PORT,
  /** Active: the client names a protocol, an address and a port (RFC 2428). */
  EPRT,
  /** Not at all: the transfer command came without one of the others. */
  NONE;

  /** Whether the client is the one to connect. */
  public boolean isPassive() {
    return this == PASV || this == EPSV;
  }

  /** Whether the server is the one to connect. */
  public boolean isActive() {
    return this == PORT || this == EPRT;
  }

  /** What names the endpoint: the command, or the reply to it. */
  public String announcement() {
    return switch (this) {
      case PASV -> "227";
      case EPSV -> "229";
      default -> name();
    };
  }
}
