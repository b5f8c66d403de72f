package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.io.DelegatingSocket;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;
import java.util.zip.Checksum;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of a data connection, for MINA, which ends a transfer by closing one of them. They
 * count what passes.
 *
 * <p>When a TLS 1.3 socket of Java closes both directions at once it sends a {@code user_canceled}
 * alert before its {@code close_notify}. GnuTLS takes that for a fatal error, and so its users take
 * every download for a broken one. Ending the output first avoids it.
 */
final class DataSocket extends DelegatingSocket {

  private static final Logger LOGGER = LoggerFactory.getLogger(DataSocket.class);

  private final TransferProgress transfer;
  private final Optional<CorkedSocket> cork;
  private Optional<Checksum> sum = Optional.empty();

  private DataSocket(Socket connection, TransferProgress transfer, Optional<CorkedSocket> cork) {
    super(connection);
    this.transfer = transfer;
    this.cork = cork;
  }

  /** The streams of a connection in clear. */
  static DataSocket plain(Socket connection, TransferProgress transfer) {
    return new DataSocket(connection, transfer, Optional.empty());
  }

  /** The streams of a connection under TLS, which runs over {@code cork}. */
  static DataSocket secure(SSLSocket connection, CorkedSocket cork, TransferProgress transfer) {
    return new DataSocket(connection, transfer, Optional.of(cork));
  }

  /** Sums up what is read or written from now on. */
  void sum(Checksum checksum) {
    sum = Optional.of(checksum);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(real().getInputStream()) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        transfer.moved(Math.max(0, count));
        if (count > 0) {
          sum.ifPresent(each -> each.update(bytes, offset, count));
        }
        return count;
      }

      /** Nothing more is read, so it doesn't matter whether the client hears our goodbye. */
      @Override
      public void close() {
        try {
          end();
        } catch (IOException e) {
          LOGGER.debug("A client that has uploaded can't be told goodbye", e);
        }
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    if (cork.isPresent()) {
      cork.get().uncork();
    }
    return new FilterOutputStream(real().getOutputStream()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        // The super class would write each byte on its own, under TLS in a record of its own.
        out.write(bytes, offset, length);
        transfer.moved(length);
        sum.ifPresent(each -> each.update(bytes, offset, length));
      }

      @Override
      public void close() throws IOException {
        end();
      }
    };
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the real socket does its own locking
  public void close() throws IOException {
    end();
  }

  private void end() throws IOException {
    Socket connection = real();
    try {
      if (connection instanceof SSLSocket
          && !connection.isClosed()
          && !connection.isOutputShutdown()) {
        connection.shutdownOutput();
      }
    } finally {
      connection.close();
    }
  }
}
