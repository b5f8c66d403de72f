package dev.ftpnat.judge;

import dev.ftpnat.internal.io.DelegatingSocket;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Set;

/**
 * A socket that JSSE can be put over, which says of what the server sent last whether it was an
 * alert, such as close_notify; and of which JSSE believes that it leads to the control port, so
 * that it resumes that session.
 */
final class TappedSocket extends DelegatingSocket {

  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /** In TLS 1.3, two bytes, their type and the tag; Java adds 16 bytes of padding. */
  private static final Set<Integer> ENCRYPTED_ALERT = Set.of(19, 35);

  private final int port;
  private final byte[] header = new byte[5];
  private int headerLength;
  private int bodyLeft;
  private volatile boolean lastWasAlert;

  TappedSocket(Socket socket, int port) {
    super(socket);
    this.port = port;
  }

  boolean lastWasAlert() {
    return lastWasAlert;
  }

  private void saw(byte[] bytes, int from, int count) {
    for (int i = from; i < from + count; ) {
      if (bodyLeft > 0) {
        int skipped = Math.min(bodyLeft, from + count - i);
        bodyLeft -= skipped;
        i += skipped;
        continue;
      }
      header[headerLength++] = bytes[i++];
      if (headerLength == header.length) {
        headerLength = 0;
        bodyLeft = (header[3] & 0xff) << 8 | header[4] & 0xff;
        lastWasAlert =
            header[0] == ALERT
                || (header[0] == APPLICATION_DATA && ENCRYPTED_ALERT.contains(bodyLeft));
      }
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        int read = super.read(into, from, count);
        if (read > 0) {
          saw(into, from, read);
        }
        return read;
      }
    };
  }

  @Override
  public int getPort() {
    return port;
  }
}
