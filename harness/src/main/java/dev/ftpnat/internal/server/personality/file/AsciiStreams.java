package dev.ftpnat.internal.server.personality.file;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What TYPE A does to the lines of a file (RFC 959 section 3.1.1.1) where its lines end with LF.
 */
public final class AsciiStreams {

  private AsciiStreams() {}

  /** Puts a CR before each LF of a file, unless one is there already and that suffices. */
  public static InputStream download(InputStream file, boolean doubling) {
    return new FilterInputStream(new BufferedInputStream(file)) {
      private int before;
      private boolean heldBack;

      @Override
      public int read() throws IOException {
        if (heldBack) {
          heldBack = false;
          before = '\n';
          return '\n';
        }
        int next = in.read();
        if (next == '\n' && (doubling || before != '\r')) {
          heldBack = true;
          return '\r';
        }
        before = next;
        return next;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
          int next = read();
          if (next < 0) {
            return count == 0 ? -1 : count;
          }
          bytes[offset + count] = (byte) next;
          count++;
        }
        return count;
      }
    };
  }

  /** Takes the CR away that stands before an LF; other CRs stay. */
  public static OutputStream upload(OutputStream file) {
    return new FilterOutputStream(file) {
      private boolean heldBack;

      @Override
      public void write(int octet) throws IOException {
        if (heldBack && octet != '\n') {
          out.write('\r');
        }
        heldBack = octet == '\r';
        if (!heldBack) {
          out.write(octet);
        }
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        java.io.ByteArrayOutputStream converted = new java.io.ByteArrayOutputStream(length + 1);
        for (int i = offset; i < offset + length; i++) {
          if (heldBack && bytes[i] != '\n') {
            converted.write('\r');
          }
          heldBack = bytes[i] == '\r';
          if (!heldBack) {
            converted.write(bytes[i]);
          }
        }
        out.write(converted.toByteArray());
      }

      /** A CR at the very end has nothing behind it. */
      @Override
      public void flush() throws IOException {
        if (heldBack) {
          heldBack = false;
          out.write('\r');
        }
        out.flush();
      }
    };
  }
}
