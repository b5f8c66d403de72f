package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.io.DelegatingSocket;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.simulated.routing.AcceptQueue;
import dev.ftpnat.internal.simulated.routing.Tap;
import dev.ftpnat.internal.toxiproxy.link.Passage.End;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The server's end of a data connection. No gateway looks into data connections, so nothing needs
 * to be relayed: underneath is the client's own connection. This knows the peer by its virtual
 * address, counts bytes, tells the network when the connection is over, and lets what a gateway
 * doesn't let through come to nothing.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the real socket does its own locking
public final class ServerEnd extends DelegatingSocket
    implements OpenConnections.Connection, AcceptQueue.Arrived {

  /** How much a TCP stack takes from the server before it waits for an acknowledgement. */
  private static final int SEND_BUFFER = 256 * 1024;

  private final InetSocketAddress peer;
  private final boolean serverIsOrigin;
  private final Gateways gateways;
  private final Tap tap;
  private final Consumer<ServerEnd> onEnd;
  private final StreamAccount fromClient;
  private final StreamAccount fromServer;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private long lost;

  /** Whether somebody has read from it. */
  private volatile boolean read;

  /** Whether the client has made other connections to the same port. */
  private volatile boolean preferred;

  /** Whether nobody is behind it any more that would get what the server sends. */
  private Optional<Boolean> abandoned = Optional.empty();

  /**
   * The end of an established connection.
   *
   * @param real a socket that is connected to the client's
   * @param peer where the connection comes from or goes to, as the server sees it
   * @param serverIsOrigin whether the server has opened it
   * @param gateways say what becomes of each segment
   * @param tap captures what it carries
   * @param fromClient told what the server reads
   * @param fromServer told what the server writes
   * @param onEnd is told once, when the connection has been closed at this end
   */
  ServerEnd(
      Socket real,
      InetSocketAddress peer,
      boolean serverIsOrigin,
      Gateways gateways,
      Tap tap,
      StreamAccount fromClient,
      StreamAccount fromServer,
      Consumer<ServerEnd> onEnd) {
    super(real);
    this.peer = peer;
    this.serverIsOrigin = serverIsOrigin;
    this.gateways = gateways;
    this.tap = tap;
    this.fromClient = fromClient;
    this.fromServer = fromServer;
    this.onEnd = onEnd;
  }

  /** Whether the client's end is gone as well, or will be as soon as it notices. */
  boolean isOver() {
    return real().isClosed();
  }

  @Override
  public Socket socket() {
    return this;
  }

  @Override
  public void preferred() {
    preferred = true;
  }

  /** Nobody accepts it: the server resets it. */
  @Override
  public void reset() {
    fromServer.end(End.SENDER_RESET);
    abort();
  }

  @Override
  public void abort() {
    tap.reset(serverIsOrigin);
    Sockets.reset(real());
    end();
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      over.countDown();
      onEnd.accept(this);
    }
  }

  // From the client ---------------------------------------------------------------------------

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(real().getInputStream()) {
      @Override
      public int read() throws IOException {
        byte[] octet = new byte[1];
        return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = arriving(() -> in.read(bytes, offset, length));
        if (count > 0) {
          fromClient.take(count);
          fromClient.pass(count);
          tap.data(!serverIsOrigin, bytes, offset, count);
        } else if (count < 0) {
          fromClient.endRead();
          tap.finished(!serverIsOrigin);
        }
        return count;
      }

      /** Nobody is to wait for what doesn't arrive. */
      @Override
      public int available() throws IOException {
        return gateways.carry(!serverIsOrigin) == Delivery.ARRIVES ? super.available() : 0;
      }

      @Override
      public void close() throws IOException {
        ServerEnd.this.close();
      }
    };
  }

  private interface Reading {
    int read() throws IOException;
  }

  /** Once something is lost, be it data, FIN or RST, nothing more arrives. */
  private int arriving(Reading reading) throws IOException {
    read = true;
    try {
      int count = reading.read();
      if (gateways.carry(!serverIsOrigin) == Delivery.ARRIVES) {
        return count;
      }
    } catch (SocketTimeoutException e) {
      // Nothing has come, so nothing becomes of it.
      throw e;
    } catch (IOException e) {
      if (real().isClosed()) {
        // By the server itself: this isn't the client's RST.
        throw e;
      }
      if (gateways.carry(!serverIsOrigin) == Delivery.ARRIVES) {
        fromClient.end(End.SENDER_RESET);
        tap.reset(!serverIsOrigin);
        throw e;
      }
    }
    if (gateways.carry(!serverIsOrigin) == Delivery.RESET) {
      Sockets.reset(real());
    }
    awaitEnd();
    throw new SocketException("Socket closed");
  }

  // To the client -----------------------------------------------------------------------------

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(real().getOutputStream()) {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        fromServer.take(length);
        switch (gateways.carry(serverIsOrigin)) {
          case ARRIVES -> {
            tap.data(serverIsOrigin, bytes, offset, length);
            if (!isAbandoned()) {
              fromServer.pass(length);
            }
            out.write(bytes, offset, length);
          }
          case LOST -> lose(length);
          case RESET -> throw new SocketException("Connection reset");
        }
      }

      @Override
      public void close() throws IOException {
        ServerEnd.this.close();
      }
    };
  }

  /**
   * Whether the client had ended it before anything came, and goes on with another. It was a try
   * whether the port is open, and its host answers what comes by a reset, which the server may not
   * see in time.
   */
  private boolean isAbandoned() {
    if (abandoned.isEmpty()) {
      abandoned = Optional.of(preferred && !read && isFinished());
    }
    return abandoned.get();
  }

  private boolean isFinished() {
    try {
      int timeout = real().getSoTimeout();
      real().setSoTimeout(1);
      try {
        return real().getInputStream().read() < 0;
      } finally {
        real().setSoTimeout(timeout);
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void lose(int length) throws IOException {
    lost += length;
    if (lost > SEND_BUFFER) {
      awaitEnd();
      throw new SocketException("Socket closed");
    }
  }

  /** Until somebody closes this end. Nothing else will happen to it; the server has its limits. */
  private void awaitEnd() throws IOException {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  /**
   * Closes this end. If the FIN is lost the client goes on waiting, and its connection stays until
   * the network goes away.
   */
  @Override
  public void close() throws IOException {
    try {
      if (gateways.carry(serverIsOrigin) == Delivery.ARRIVES) {
        fromServer.end(End.FINISHED);
        tap.finished(serverIsOrigin);
        real().close();
      } else if (!real().isClosed() && !real().isInputShutdown()) {
        // Wakes whoever reads, and tells the client nothing.
        real().shutdownInput();
      }
    } finally {
      end();
    }
  }

  @Override
  public boolean isClosed() {
    return ended.get() || super.isClosed();
  }

  @Override
  public InetAddress getInetAddress() {
    return peer.getAddress();
  }

  @Override
  public int getPort() {
    return peer.getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return peer;
  }
}
