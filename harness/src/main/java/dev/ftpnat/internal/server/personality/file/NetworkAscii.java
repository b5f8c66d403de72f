package dev.ftpnat.internal.server.personality.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Ends of lines in TYPE A: CR LF on the network, LF in files. */
public final class NetworkAscii {

  private NetworkAscii() {}

  /** A file that is written from what is received: CR LF becomes LF, other CRs stay. */
  public static final class Received extends FilterOutputStream {
    private boolean afterReturn;
    private int bareLineFeeds;

    public Received(OutputStream file) {
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
    public void end() throws IOException {
      if (afterReturn) {
        afterReturn = false;
        out.write('\r');
      }
      out.flush();
    }

    /** How many LFs had no CR before them. */
    public int bareLineFeeds() {
      return bareLineFeeds;
    }
  }
}
