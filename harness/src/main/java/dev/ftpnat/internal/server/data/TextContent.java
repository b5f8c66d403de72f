package dev.ftpnat.internal.server.data;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * A file that is transferred as text, and whether it is the same on its way. One with a NUL in it
 * isn't text.
 */
final class TextContent {

  private final CRC32 atServer = new CRC32();
  private final CRC32 onTheWay = new CRC32();
  private long bytes;
  private boolean binary;

  /** The file as it is read. */
  InputStream reading(InputStream file) {
    return new FilterInputStream(file) {
      @Override
      public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
          passed(octet);
        }
        return octet;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        passed(into, offset, count);
        return count;
      }
    };
  }

  /** The file as it is written. */
  OutputStream writing(OutputStream file) {
    return new FilterOutputStream(file) {
      @Override
      public void write(int octet) throws IOException {
        out.write(octet);
        passed(octet);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        out.write(from, offset, length);
        passed(from, offset, length);
      }
    };
  }

  private void passed(byte[] block, int offset, int length) {
    for (int n = offset; n < offset + length; n++) {
      passed(block[n]);
    }
  }

  private void passed(int octet) {
    bytes++;
    binary |= octet == 0;
    atServer.update(octet);
  }

  /** Takes what is on its way. */
  Checksum onTheWay() {
    return onTheWay;
  }

  /** How many bytes of the file have been read or written. */
  long bytes() {
    return bytes;
  }

  /** Whether it isn't text, and has been changed as if it were. */
  boolean isSpoilt() {
    return binary && atServer.getValue() != onTheWay.getValue();
  }
}
