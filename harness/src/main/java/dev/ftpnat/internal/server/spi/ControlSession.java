package dev.ftpnat.internal.server.spi;

import java.io.IOException;

/** The server's end of a control connection that the network itself has brought to it. */
public interface ControlSession {

  /**
   * The client has sent a segment. Blocks while the server reads nothing; called by one thread at a
   * time, and so are the others.
   *
   * @throws IOException if the server has closed the connection
   */
  void receive(byte[] segment) throws IOException;

  /** The client sends nothing more. */
  void finish();

  /** The connection has been reset, or is gone. Safe to call again, and from any thread. */
  void reset();
}
