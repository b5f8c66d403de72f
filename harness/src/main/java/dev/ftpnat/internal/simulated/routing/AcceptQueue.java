package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.server.spi.PassivePort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A port that the server listens on for data connections, and those that wait to be accepted. */
public final class AcceptQueue implements PassivePort {

  /** A connection that waits to be accepted. */
  public interface Arrived {

    /** The server's end of it. */
    Socket socket();

    /** It was accepted, and others that came after it to the same port are reset. */
    void preferred();

    /** Nobody listens any more. */
    void reset();
  }

  private final int port;
  private final Consumer<AcceptQueue> onClose;

  /** Who is established, in this order; empty for one that is on its way here. */
  private final SortedMap<Long, Optional<Arrived>> waiting = new TreeMap<>();

  private long established;
  private Optional<Arrived> accepted = Optional.empty();
  private boolean closed;

  AcceptQueue(int port, Consumer<AcceptQueue> onClose) {
    this.port = port;
    this.onClose = onClose;
  }

  @Override
  public int port() {
    return port;
  }

  /**
   * A connection is established, and will be {@linkplain #offer offered} or {@linkplain #forsake
   * forsaken}. They are accepted in this order, whichever is offered first.
   *
   * @return its place
   */
  public synchronized long expect() {
    waiting.put(established, Optional.empty());
    return established++;
  }

  /** A connection has arrived. If nobody listens any more it is reset. */
  public void offer(long place, Arrived connection) {
    synchronized (this) {
      if (!closed) {
        waiting.put(place, Optional.of(connection));
        notifyAll();
        return;
      }
    }
    connection.reset();
  }

  /** One that was expected doesn't come. */
  public synchronized void forsake(long place) {
    waiting.remove(place);
    notifyAll();
  }

  private boolean hasArrived() {
    return !waiting.isEmpty() && waiting.get(waiting.firstKey()).isPresent();
  }

  @Override
  public synchronized Socket accept(Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!hasArrived()) {
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
    Arrived first = waiting.remove(waiting.firstKey()).orElseThrow();
    accepted = Optional.of(first);
    return first.socket();
  }

  /** Stops listening; connections that nobody has accepted are reset, as a TCP stack does. */
  @Override
  public void close() {
    List<Arrived> unaccepted;
    Optional<Arrived> preferred;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      unaccepted = waiting.values().stream().flatMap(Optional::stream).toList();
      preferred = waiting.isEmpty() ? Optional.empty() : accepted;
      waiting.clear();
      accepted = Optional.empty();
      notifyAll();
    }
    onClose.accept(this);
    preferred.ifPresent(Arrived::preferred);
    unaccepted.forEach(Arrived::reset);
  }
}
