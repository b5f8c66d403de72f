package dev.ftpnat.internal.server.data;

import java.net.SocketException;

/** Follows the records of a TLS stream (RFC 8446 section 5.1), to know where it may end. */
final class TlsRecords {

  private static final int HEAD = 5;

  /** How many bytes of the current record's head have passed. */
  private int headPassed;

  /** The length that the head gives, as far as it has passed. */
  private int length;

  /** How many bytes of the current record's body are still to come. */
  private int bodyLeft;

  /**
   * Follows what a read returned.
   *
   * @param count how many bytes were read, or -1 for the end of the stream
   * @throws SocketException if the stream ends within a record
   */
  void follow(byte[] bytes, int offset, int count) throws SocketException {
    if (count < 0 && (headPassed > 0 || bodyLeft > 0)) {
      throw new SocketException("The connection ended within a TLS record");
    }
    int end = offset + count;
    for (int at = offset; at < end; ) {
      if (bodyLeft > 0) {
        int skipped = Math.min(bodyLeft, end - at);
        bodyLeft -= skipped;
        at += skipped;
      } else {
        head(bytes[at]);
        at++;
      }
    }
  }

  private void head(byte octet) {
    headPassed++;
    if (headPassed > HEAD - 2) {
      length = (length << 8) | (octet & 0xff);
    }
    if (headPassed == HEAD) {
      headPassed = 0;
      bodyLeft = length;
      length = 0;
    }
  }
}
