package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.io.DelegatingSocket;
import dev.ftpnat.internal.keylog.ServerFlight;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * What a TLS data connection runs over. It differs from a socket in three ways.
 *
 * <p>Output is held back until the next read would have to wait, as it does in a handshake; after
 * {@link #hold}, until {@link #uncork} or the end. Java's server sends a TLS 1.3 session ticket as
 * soon as it has read the client's handshake. A client that uploads a little and closes at once, as
 * curl does, has closed by then. Its TCP stack answers the ticket with a reset and throws away what
 * it hasn't sent yet, and the upload is cut. So the ticket has to wait for the end of an upload.
 *
 * <p>An end within a record is an error. Java takes it for the end of the stream, and a cut upload
 * for a complete one.
 *
 * <p>It looks on: at what the server says in clear, and at how the client ends its stream.
 *
 * <p>It is used by one thread at a time.
 */
final class CorkedSocket extends DelegatingSocket {

  private static final int INPUT_BUFFER = 64 * 1024;

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean corked = true;
  private boolean flushesBeforeWaiting = true;
  private final ServerFlight flight = new ServerFlight();
  private final Runnable onTls13;
  private boolean finished;
  private boolean keepsOpen;

  /**
   * Over a connection.
   *
   * @param onTls13 is run when the server has chosen TLS 1.3, before it makes a ticket
   */
  CorkedSocket(Socket real, Runnable onTls13) {
    super(real);
    this.onTls13 = onTls13;
  }

  /** What the server has said in its handshake. */
  ServerFlight flight() {
    return flight;
  }

  /** Whether the client has been seen to send FIN, before anybody asked for what comes after. */
  boolean isFinished() {
    return finished;
  }

  /** From now on, ending the output sends no FIN: TLS says what it has to say, and that is all. */
  void keepOpen() {
    keepsOpen = true;
  }

  /** Sends what was held back, and then a FIN, without a word of TLS. */
  void finishBelowTls() throws IOException {
    uncork();
    real().shutdownOutput();
  }

  /** Resets the connection, below TLS. */
  void reset() throws IOException {
    uncork();
    real().setSoLinger(true, 0);
    real().close();
  }

  /** Waits until the client ends its stream or sends anything, below TLS. */
  void awaitClient() throws IOException {
    if (getInputStream().read() < 0) {
      finished = true;
    }
  }

  /** The handshake is done, and nothing that is written from now on is waited for. */
  void hold() {
    flushesBeforeWaiting = false;
  }

  /** Sends what was held back, and from now on everything at once. */
  void uncork() throws IOException {
    corked = false;
    flush();
  }

  private void flush() throws IOException {
    if (held.size() > 0) {
      held.writeTo(real().getOutputStream());
      held.reset();
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    flush();
    if (!keepsOpen) {
      super.shutdownOutput();
    }
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread at a time
  public void close() throws IOException {
    try {
      if (!isClosed()) {
        flush();
      }
    } finally {
      super.close();
    }
  }

  /** Buffered, since Java reads the head and the body of each record on their own. */
  @Override
  public InputStream getInputStream() throws IOException {
    TlsRecords records = new TlsRecords();
    InputStream flushing =
        new FilterInputStream(real().getInputStream()) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            flushBeforeWaiting(in);
            int count = in.read(bytes, offset, length);
            records.follow(bytes, offset, count);
            finished |= count < 0;
            return count;
          }
        };
    return new BufferedInputStream(flushing, INPUT_BUFFER);
  }

  private void flushBeforeWaiting(InputStream in) throws IOException {
    if (flushesBeforeWaiting && held.size() > 0 && in.available() == 0) {
      flush();
    }
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(real().getOutputStream()) {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!flight.isOver()) {
          flight.add(bytes, offset, length);
          if (flight.isTls13()) {
            onTls13.run();
          }
        }
        if (corked) {
          held.write(bytes, offset, length);
        } else {
          out.write(bytes, offset, length);
        }
      }
    };
  }
}
