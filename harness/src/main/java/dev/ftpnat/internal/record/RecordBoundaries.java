package dev.ftpnat.internal.record;

/**
 * Tells bytes of TLS records (RFC 8446 section 5.1) from those of lines, of which nobody says when
 * the one begins and the other ends: a record can begin where a line would, and a line can where a
 * record would, as after CCC (RFC 4217 section 5).
 */
public final class RecordBoundaries {

  private static final int FIRST_CONTENT_TYPE = 20;
  private static final int LAST_CONTENT_TYPE = 23;
  private static final int HEADER = 5;

  private boolean encrypted;
  private int headerBytes;
  private int length;
  private int bodyBytesLeft;
  private int begun;

  /**
   * Whether the next byte is one of a TLS record.
   *
   * @param atLineStart whether a line would begin with it
   */
  public boolean isOfRecord(byte octet, boolean atLineStart) {
    if (encrypted ? headerBytes == 0 && bodyBytesLeft == 0 : atLineStart) {
      encrypted = octet >= FIRST_CONTENT_TYPE && octet <= LAST_CONTENT_TYPE;
    }
    if (encrypted) {
      record(octet & 0xff);
    }
    return encrypted;
  }

  /** How many records have begun since the last time. */
  int takeBegun() {
    int taken = begun;
    begun = 0;
    return taken;
  }

  private void record(int octet) {
    if (bodyBytesLeft > 0) {
      bodyBytesLeft--;
      return;
    }
    if (headerBytes == 0) {
      begun++;
    }
    headerBytes++;
    length = (length << 8 | octet) & 0xffff;
    if (headerBytes == HEADER) {
      headerBytes = 0;
      bodyBytesLeft = length;
    }
  }
}
