package dev.ftpnat.internal.proxy;

/**
 * What a terminating FTP proxy does in one session: it is told what happens on its connections, and
 * acts through its {@link ProxyHost}. Callers serialise their calls.
 */
public interface FtpProxy {

  /** The client has connected. */
  void begin();

  /**
   * Bytes have come over a control connection.
   *
   * @param from whose
   */
  void received(Side from, byte[] segment);

  /** The other end has closed its control connection, or it broke off. */
  void controlEnded(Side side);

  /**
   * A data connection is over, or the port on which one was awaited is closed; told of those that
   * the other end ends, and after {@link ProxyHost#finishData}.
   *
   * @param failed whether it broke off
   */
  void dataEnded(Side side, boolean failed);

  /** The two that a proxy stands between. */
  enum Side {
    /** Who has connected to it. */
    CLIENT,
    /** Whom it connects to. */
    SERVER;

    /** The other one. */
    public Side opposite() {
      return this == CLIENT ? SERVER : CLIENT;
    }
  }
}
