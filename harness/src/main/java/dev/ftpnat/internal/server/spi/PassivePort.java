package dev.ftpnat.internal.server.spi;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** A port that the server listens on for a data connection. */
public interface PassivePort extends Closeable {

  /** The port, as the network knows it. */
  int port();

  /**
   * Waits for a connection.
   *
   * @return a connected socket with TCP_NODELAY
   * @throws java.net.SocketTimeoutException if none comes in time
   * @throws java.net.SocketException if the port is or gets closed
   */
  Socket accept(Duration timeout) throws IOException;

  /** Stops listening; safe to call again, and from any thread. */
  @Override
  void close();
}
