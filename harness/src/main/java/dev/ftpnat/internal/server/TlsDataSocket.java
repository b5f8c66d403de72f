package dev.ftpnat.internal.server;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/**
 * The streams of a private data connection, for MINA, which ends a transfer by closing one of them.
 *
 * <p>When a TLS 1.3 socket of Java closes both directions at once it sends a {@code user_canceled}
 * alert before its {@code close_notify}. GnuTLS takes that for a fatal error, and so its users take
 * every download for a broken one. Ending the output first avoids it.
 */
final class TlsDataSocket extends Socket {

  private final SSLSocket tls;

  TlsDataSocket(SSLSocket tls) {
    this.tls = tls;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(tls.getInputStream()) {
      @Override
      public void close() throws IOException {
        end();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(tls.getOutputStream()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        // The super class would write each byte in a record of its own.
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        end();
      }
    };
  }

  private void end() throws IOException {
    try {
      if (!tls.isClosed() && !tls.isOutputShutdown()) {
        tls.shutdownOutput();
      }
    } finally {
      tls.close();
    }
  }
}
