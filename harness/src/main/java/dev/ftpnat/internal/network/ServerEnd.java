package dev.ftpnat.internal.network;

import dev.ftpnat.internal.socket.DelegatingSocket;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The server's end of a data connection. No gateway looks into data connections, so nothing needs
 * to be relayed: underneath is the client's own connection. This knows the peer by its virtual
 * address, counts bytes, and tells the network when the connection is over.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the real socket does its own locking
final class ServerEnd extends DelegatingSocket implements Connections.Connection {

  private final InetSocketAddress peer;
  private final Consumer<ServerEnd> onEnd;
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * The end of an established connection.
   *
   * @param real a socket that is connected to the client's
   * @param peer where the connection comes from or goes to, as the server sees it
   * @param onEnd is told once, when the connection has been closed at this end
   */
  ServerEnd(Socket real, InetSocketAddress peer, Consumer<ServerEnd> onEnd) {
    super(real);
    this.peer = peer;
    this.onEnd = onEnd;
  }

  /** Bytes that the server has read. */
  long read() {
    return read.get();
  }

  /** Bytes that the server has written. */
  long written() {
    return written.get();
  }

  @Override
  public void abort() {
    Sockets.reset(real());
    end();
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      onEnd.accept(this);
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(real().getInputStream()) {
      @Override
      public int read() throws IOException {
        int octet = in.read();
        if (octet >= 0) {
          read.incrementAndGet();
        }
        return octet;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
          read.addAndGet(count);
        }
        return count;
      }

      @Override
      public void close() throws IOException {
        ServerEnd.this.close();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(real().getOutputStream()) {
      @Override
      public void write(int octet) throws IOException {
        out.write(octet);
        written.incrementAndGet();
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written.addAndGet(length);
      }

      @Override
      public void close() throws IOException {
        ServerEnd.this.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    try {
      real().close();
    } finally {
      end();
    }
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
