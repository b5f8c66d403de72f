package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.io.DelegatingSocket;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
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

  /**
   * How much content goes into one TLS record: of the 16 KB that may (RFC 8446 section 5.1) Java
   * makes two under TLS 1.3.
   */
  private static final int RECORD = 16 * 1024 - 64;

  private final TransferProgress transfer;
  private final Optional<Secure> tls;
  private final Optional<ClearStream> clear;
  private Optional<Checksum> sum = Optional.empty();

  /**
   * What there is beside a connection in clear.
   *
   * @param cork what TLS runs over
   * @param settings how streams end
   * @param log is told of streams that end otherwise
   * @param silence keeps the server from saying that the transfer failed
   */
  record Secure(CorkedSocket cork, DataTls settings, SessionLog log, Runnable silence) {}

  private DataSocket(
      Socket connection,
      TransferProgress transfer,
      Optional<Secure> tls,
      Optional<ClearStream> clear) {
    super(connection);
    this.transfer = transfer;
    this.tls = tls;
    this.clear = clear;
  }

  /** The streams of a connection in clear. */
  static DataSocket plain(Socket connection, TransferProgress transfer, ClearStream fromClient) {
    return new DataSocket(connection, transfer, Optional.empty(), Optional.of(fromClient));
  }

  /** The streams of a connection under TLS. */
  static DataSocket secure(SSLSocket connection, TransferProgress transfer, Secure tls) {
    return new DataSocket(connection, transfer, Optional.of(tls), Optional.empty());
  }

  /** Sums up what is read or written from now on. */
  void sum(Checksum checksum) {
    sum = Optional.of(checksum);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(real().getInputStream()) {
      private boolean ended;

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        transfer.moved(Math.max(0, count));
        if (count > 0) {
          sum.ifPresent(each -> each.update(bytes, offset, count));
          clear.ifPresent(each -> each.add(bytes, offset, count));
        }
        if (count < 0 && !ended) {
          ended = true;
          checkEnd();
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
    if (tls.isPresent()) {
      tls.get().cork().uncork();
    }
    return new FilterOutputStream(real().getOutputStream()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        // What fails in the middle under TLS has sent the records before that.
        int most = tls.isPresent() ? RECORD : length;
        for (int sent = 0; sent < length; sent += most) {
          writePiece(bytes, offset + sent, Math.min(most, length - sent));
        }
      }

      private void writePiece(byte[] bytes, int offset, int length) throws IOException {
        // The super class would write each byte on its own, under TLS in a record of its own.
        out.write(bytes, offset, length);
        transfer.moved(length);
        sum.ifPresent(each -> each.update(bytes, offset, length));
      }

      @Override
      public void close() throws IOException {
        endDownload();
      }
    };
  }

  /** Of an upload: Java's TLS takes a FIN alone for an end like any other. */
  private void checkEnd() throws IOException {
    if (tls.filter(it -> it.cork().isFinished()).isEmpty()) {
      return;
    }
    tls.get().log().endedUncleanly(true);
    UncleanUploads treatment = tls.get().settings().uncleanUploads();
    if (treatment == UncleanUploads.UNANSWERED) {
      tls.get().silence().run();
    }
    if (treatment != UncleanUploads.ACCEPTED) {
      throw new SocketException("The client's stream ended without close_notify");
    }
  }

  private void endDownload() throws IOException {
    if (tls.isEmpty() || real().isClosed()) {
      end();
      return;
    }
    CorkedSocket cork = tls.get().cork();
    switch (tls.get().settings().end()) {
      case CLOSE_NOTIFY -> end();
      case AWAIT_CLIENT -> awaitClient(cork);
      case FIN -> {
        tls.get().log().endedUncleanly(false);
        cork.finishBelowTls();
        cork.close();
      }
      case RESET -> {
        tls.get().log().endedUncleanly(false);
        cork.reset();
      }
    }
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the real socket does its own locking
  public void close() throws IOException {
    end();
  }

  /** What the client does is no matter, so long as it does something in time. */
  private void awaitClient(CorkedSocket cork) throws IOException {
    try {
      cork.keepOpen();
      real().shutdownOutput();
      cork.awaitClient();
    } catch (IOException e) {
      if (cork.isClosed()) {
        // It took too long, or was aborted.
        throw e;
      }
      LOGGER.debug("A client that has downloaded has gone without goodbye", e);
    } finally {
      cork.close();
    }
  }

  private void end() throws IOException {
    Socket connection = real();
    try {
      if (connection instanceof SSLSocket
          && !connection.isClosed()
          && !connection.isOutputShutdown()) {
        connection.shutdownOutput();
      }
      clear.ifPresent(each -> each.ends(connection));
    } finally {
      connection.close();
    }
  }
}
