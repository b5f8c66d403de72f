package dev.ftpnat.kernel;

import dev.ftpnat.internal.io.DelegatingSocket;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** Keeps what is read from a socket. */
final class Recording extends DelegatingSocket {

  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  Recording(Socket real) {
    super(real);
  }

  byte[] bytes() {
    return read.toByteArray();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
          read.write(bytes, offset, count);
        }
        return count;
      }
    };
  }
}
