package dev.ftpnat.internal.server.personality;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Ends of lines in TYPE A: CR LF on the network, LF in files. */
final class NetworkAscii {

  private NetworkAscii() {}

  /** A file as it is sent: every LF gets a CR before it, also one that has one. */
  static InputStream sent(InputStream file) {
    return new FilterInputStream(file) {
      private final byte[] chunk = new byte[8192];
      private byte[] converted = new byte[0];
      private int at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        if (at == converted.length && !fill()) {
          return -1;
        }
        int copied = Math.min(count, converted.length - at);
        System.arraycopy(converted, at, into, from, copied);
        at += copied;
        return copied;
      }

      private boolean fill() throws IOException {
        int read = in.read(chunk);
        if (read <= 0) {
          return false;
        }
        byte[] wide = new byte[2 * read];
        int length = 0;
        for (int i = 0; i < read; i++) {
          if (chunk[i] == '\n') {
            wide[length++] = '\r';
          }
          wide[length++] = chunk[i];
        }
        converted = java.util.Arrays.copyOf(wide, length);
        at = 0;
        return true;
      }
    };
  }

  /** A file that is written from what is received: CR LF becomes LF, other CRs stay. */
  static final class Received extends FilterOutputStream {
    private boolean afterReturn;
    private int bareLineFeeds;

    Received(OutputStream file) {
      super(file);
    }

    @Override
    public void write(int b) throws IOException {
      if (afterReturn) {
        afterReturn = b == '\r';
        if (b != '\n') {
          out.write('\r');
        }
        if (b != '\r') {
          out.write(b);
        }
        return;
      }
      afterReturn = b == '\r';
      if (!afterReturn) {
        bareLineFeeds += b == '\n' ? 1 : 0;
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      java.io.ByteArrayOutputStream converted = new java.io.ByteArrayOutputStream(count + 1);
      OutputStream file = out;
      out = converted;
      try {
        for (int i = from; i < from + count; i++) {
          write(bytes[i]);
        }
      } finally {
        out = file;
      }
      converted.writeTo(file);
    }

    /** Nothing comes any more: a CR at the very end is one. */
    void end() throws IOException {
      if (afterReturn) {
        afterReturn = false;
        out.write('\r');
      }
      out.flush();
    }

    /** How many LFs had no CR before them. */
    int bareLineFeeds() {
      return bareLineFeeds;
    }
  }
}
