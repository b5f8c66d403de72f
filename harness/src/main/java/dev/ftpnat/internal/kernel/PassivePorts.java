package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.io.QuickAck;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NamespaceSockets;
import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.net.PortRange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ports that the server listens on for data connections, handed out in turn, as on the
 * simulated network.
 */
final class PassivePorts {

  /**
   * A process that is being started has all sockets of this one for some milliseconds, on a busy
   * machine for longer, so a port that we have closed may be taken for that long.
   */
  private static final Duration FREED = Duration.ofSeconds(2);

  private static final long AGAIN_MILLIS = 5;

  private final PortRange range;
  private final Namespace server;
  private final Set<Port> open = ConcurrentHashMap.newKeySet();
  private int next;
  private boolean closed;

  PassivePorts(PortRange range, Namespace server) {
    this.range = range;
    this.server = server;
    this.next = range.first();
  }

  /**
   * Listens on the next free port.
   *
   * @throws IOException if there is none
   */
  synchronized PassivePort listen() throws IOException {
    long deadline = System.nanoTime() + FREED.toNanos();
    while (true) {
      if (closed) {
        throw new IOException("the environment is closed");
      }
      Optional<Port> port = listenOnNext();
      if (port.isPresent()) {
        return port.get();
      }
      if (open.size() == range.size() || System.nanoTime() - deadline > 0) {
        throw new IOException("all passive ports " + range + " are in use");
      }
      try {
        wait(AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a passive port");
      }
    }
  }

  private Optional<Port> listenOnNext() throws IOException {
    for (int tried = 0; tried < range.size(); tried++) {
      int candidate = next;
      next = candidate == range.last() ? range.first() : candidate + 1;
      ServerSocket socket = NamespaceSockets.serverSocket(server);
      try {
        socket.bind(new InetSocketAddress(candidate));
        Port port = new Port(socket);
        open.add(port);
        return Optional.of(port);
      } catch (BindException e) {
        socket.close(); // It's taken; the next one may be free.
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    }
    return Optional.empty();
  }

  /** Listens on whichever port the kernel gives, outside the range or not. */
  synchronized PassivePort listenAnywhere() throws IOException {
    if (closed) {
      throw new IOException("the server's host is being closed");
    }
    ServerSocket socket = NamespaceSockets.serverSocket(server);
    try {
      socket.bind(new InetSocketAddress(0));
      Port port = new Port(socket);
      open.add(port);
      return port;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Stops listening on all of them, for good. */
  synchronized void close() {
    closed = true;
    open.forEach(Port::close);
  }

  private final class Port implements PassivePort {
    private final ServerSocket socket;
    private final int number;

    Port(ServerSocket socket) {
      this.socket = socket;
      this.number = socket.getLocalPort();
    }

    @Override
    public int port() {
      return number;
    }

    @Override
    public Socket accept(Duration timeout) throws IOException {
      socket.setSoTimeout((int) timeout.toMillis());
      Socket accepted = socket.accept();
      accepted.setTcpNoDelay(true);
      return QuickAck.socket(accepted);
    }

    @Override
    public void close() {
      open.remove(this);
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException("can't stop listening on port " + number, e);
      }
    }
  }
}
