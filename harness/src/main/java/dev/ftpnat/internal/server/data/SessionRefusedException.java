package dev.ftpnat.internal.server.data;

import dev.ftpnat.topology.ReuseRefusal;
import java.io.IOException;
import java.net.SocketException;

/** A data connection isn't used, because its TLS session isn't one that the server wants. */
public final class SessionRefusedException extends SocketException {

  private static final long serialVersionUID = 1;

  private final ReuseRefusal refusal;

  SessionRefusedException(ReuseRefusal refusal) {
    super("The TLS session of the data connection isn't accepted");
    this.refusal = refusal;
  }

  SessionRefusedException(ReuseRefusal refusal, IOException handshake) {
    this(refusal);
    initCause(handshake);
  }

  /** How the client is told. */
  public ReuseRefusal refusal() {
    return refusal;
  }
}
