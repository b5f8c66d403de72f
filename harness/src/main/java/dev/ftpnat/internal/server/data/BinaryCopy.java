package dev.ftpnat.internal.server.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Copies a file as it is. MINA does it in pieces of 4 KB, which under TLS makes a record of each
 * and costs a third of the throughput.
 */
final class BinaryCopy {

  /** Most transfers of a test are small, and there may be many at a time. */
  private static final int FIRST_BUFFER = 8 * 1024;

  private static final int LARGEST_BUFFER = 64 * 1024;

  private BinaryCopy() {}

  /** Copies until the end of the input, and returns how many bytes that were. */
  static long copy(InputStream in, OutputStream out) throws IOException {
    long copied = 0;
    byte[] buffer = new byte[FIRST_BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      copied += n;
      if (n == buffer.length && n < LARGEST_BUFFER) {
        buffer = new byte[2 * n];
      }
    }
    out.flush();
    return copied;
  }
}
