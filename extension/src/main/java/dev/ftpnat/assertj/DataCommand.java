package dev.ftpnat.assertj;

import java.util.Arrays;
import java.util.Optional;

/** The commands with which client and server agree on a data connection. */
public enum DataCommand {
  /** Passive mode: the server names an address and a port in 227 (RFC 959). */
  PASV(227),
  /** Extended passive mode: the server names only a port, in 229 (RFC 2428). */
  EPSV(229),
  /** Active mode: the client names an address and a port (RFC 959). */
  PORT(200),
  /** Extended active mode: the client names a protocol, an address and a port (RFC 2428). */
  EPRT(200);

  private final int success;

  DataCommand(int success) {
    this.success = success;
  }

  /** The code with which a server accepts it. */
  int success() {
    return success;
  }

  /** Whether the server listens and the client connects. */
  boolean isPassive() {
    return this == PASV || this == EPSV;
  }

  /** The command of this name, in upper case. */
  static Optional<DataCommand> of(String verb) {
    return Arrays.stream(values()).filter(command -> command.name().equals(verb)).findFirst();
  }
}
