package dev.ftpnat.internal.record;

import dev.ftpnat.internal.text.Printable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a direction of a control connection without knowing what it is: lines, until where a line
 * would begin there is a TLS record (RFC 8446 section 5.1) instead; and records, until there is
 * something else where one would begin.
 */
final class ControlLineReader {

  /** A longer line is told in pieces. */
  private static final int LONGEST = 8 * 1024;

  private static final int FIRST_CONTENT_TYPE = 20;
  private static final int LAST_CONTENT_TYPE = 23;
  private static final int HEADER = 5;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean encrypted;
  private int headerBytes;
  private int length;
  private int bodyBytesLeft;
  private int tlsRecords;
  private long tlsBytes;

  /** The lines that these bytes complete. */
  List<String> read(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (byte octet : bytes) {
      if (!encrypted && line.size() == 0 && isContentType(octet)) {
        encrypted = true;
      } else if (encrypted && isBetweenRecords() && !isContentType(octet)) {
        // CCC (RFC 4217 section 5).
        encrypted = false;
      }
      if (encrypted) {
        record(octet & 0xff);
      } else {
        line.write(octet);
        if (octet == '\n' || line.size() == LONGEST) {
          lines.add(takeLine());
        }
      }
    }
    return lines;
  }

  /** A line that hasn't ended, if there is one. */
  Optional<String> rest() {
    return line.size() == 0 ? Optional.empty() : Optional.of(takeLine());
  }

  /** How many TLS records have begun since the last time. */
  int takeTlsRecords() {
    int taken = tlsRecords;
    tlsRecords = 0;
    return taken;
  }

  /** How many bytes of TLS records there were since the last time. */
  long takeTlsBytes() {
    long taken = tlsBytes;
    tlsBytes = 0;
    return taken;
  }

  private String takeLine() {
    String text = Printable.of(line.toByteArray());
    line.reset();
    return text;
  }

  private static boolean isContentType(byte octet) {
    return octet >= FIRST_CONTENT_TYPE && octet <= LAST_CONTENT_TYPE;
  }

  private boolean isBetweenRecords() {
    return headerBytes == 0 && bodyBytesLeft == 0;
  }

  private void record(int octet) {
    tlsBytes++;
    if (bodyBytesLeft > 0) {
      bodyBytesLeft--;
      return;
    }
    if (headerBytes == 0) {
      tlsRecords++;
    }
    headerBytes++;
    length = (length << 8 | octet) & 0xffff;
    if (headerBytes == HEADER) {
      headerBytes = 0;
      bodyBytesLeft = length;
    }
  }
}
