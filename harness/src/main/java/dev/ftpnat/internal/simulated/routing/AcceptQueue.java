package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.server.spi.PassivePort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A port that the server listens on for data connections, and those that wait to be accepted. */
public final class AcceptQueue implements PassivePort {

  /** A connection that waits to be accepted. */
  public interface Arrived {

    /** The server's end of it. */
    Socket socket();

    /** Nobody listens any more. */
    void reset();
  }

  private final int port;
  private final Consumer<AcceptQueue> onClose;
  private final Deque<Arrived> waiting = new ArrayDeque<>();
  private boolean closed;

  AcceptQueue(int port, Consumer<AcceptQueue> onClose) {
    this.port = port;
    this.onClose = onClose;
  }

  @Override
  public int port() {
    return port;
  }

  /** A connection has arrived. If nobody listens any more it is reset. */
  public void offer(Arrived connection) {
    synchronized (this) {
      if (!closed) {
        waiting.add(connection);
        notifyAll();
        return;
      }
    }
    connection.reset();
  }

  @Override
  public synchronized Socket accept(Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (waiting.isEmpty()) {
      long left = deadline - System.nanoTime();
      if (closed) {
        throw new SocketException("Socket closed");
      }
      if (left <= 0) {
        throw new SocketTimeoutException("Accept timed out");
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Accept interrupted");
      }
    }
    return waiting.remove().socket();
  }

  /** Stops listening; connections that nobody has accepted are reset, as a TCP stack does. */
  @Override
  public void close() {
    Deque<Arrived> unaccepted;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      unaccepted = new ArrayDeque<>(waiting);
      waiting.clear();
      notifyAll();
    }
    onClose.accept(this);
    unaccepted.forEach(Arrived::reset);
  }
}
