package dev.ftpnat.internal.server.data;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where server and client agreed to meet for one data connection, and the connection once they have
 * met. Closing it from any thread ends both the waiting and the transfer.
 */
abstract class DataChannel implements Closeable {

  private static final Logger LOGGER = LoggerFactory.getLogger(DataChannel.class);

  private Socket connection;
  private boolean closed;
  private boolean expired;

  /** Waits for the client or connects to it. */
  abstract Socket meet() throws IOException;

  /** Gives up waiting; may be called again. */
  abstract void cancel();

  /** The address agreed on. */
  abstract InetAddress address();

  /** The port agreed on, as the network knows it. */
  abstract int port();

  /** Meets the client; once only. */
  final Socket open() throws IOException {
    Socket met;
    try {
      met = meet();
    } catch (IOException e) {
      if (isExpired()) {
        throw (IOException) new SocketTimeoutException("nobody came in time").initCause(e);
      }
      throw e;
    }
    synchronized (this) {
      if (!closed) {
        connection = met;
        return met;
      }
    }
    met.close();
    throw new SocketException("The data connection was aborted while it was being opened");
  }

  /** Gives up because it has taken too long. */
  final void expire() {
    synchronized (this) {
      expired = true;
    }
    close();
  }

  private synchronized boolean isExpired() {
    return expired;
  }

  /**
   * Gives up, and closes the connection below TLS: a TLS socket would wait for a writer that is
   * itself waiting for the client.
   */
  @Override
  public final void close() {
    Socket toClose;
    synchronized (this) {
      closed = true;
      toClose = connection;
    }
    cancel();
    if (toClose != null) {
      closeQuietly(toClose);
    }
  }

  static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOGGER.debug("Can't close {}", socket, e);
    }
  }
}
