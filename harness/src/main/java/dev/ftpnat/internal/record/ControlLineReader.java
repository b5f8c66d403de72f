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

  /** Of a longer line no more is told than its beginning, as soon as that is there. */
  private static final int LONGEST = 8 * 1024;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final RecordBoundaries boundaries = new RecordBoundaries();
  private long tlsBytes;

  /** Whether the beginning of this line has been told already. */
  private boolean told;

  /** The lines that these bytes complete. */
  List<String> read(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (byte octet : bytes) {
      if (boundaries.isOfRecord(octet, line.size() == 0 && !told)) {
        tlsBytes++;
      } else if (told) {
        told = octet != '\n';
      } else {
        line.write(octet);
        if (octet == '\n' || line.size() == LONGEST) {
          lines.add(takeLine());
          told = octet != '\n';
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
    return boundaries.takeBegun();
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
}
