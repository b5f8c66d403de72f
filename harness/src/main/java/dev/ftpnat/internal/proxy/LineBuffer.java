package dev.ftpnat.internal.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * Bytes that come to be lines, as the proxy suite reads them: CR ends a line as LF does, and what
 * there is of CRs and then LFs behind it goes with it. So an LF that comes later than its CR is an
 * empty line. A line ends for C at a byte 0.
 */
final class LineBuffer {

  /** The proxy suite keeps a line however long it is; here what is behind that is lost. */
  static final int LONGEST = 256 * 1024;

  private final StringBuilder waiting = new StringBuilder();

  /** Up to where no line ends. */
  private int searched;

  /** The lines that these bytes complete. */
  List<String> read(byte[] segment) {
    waiting.append(new String(segment, ISO_8859_1));
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int end = end(searched); end < waiting.length(); end = end(from)) {
      String line = waiting.substring(from, Math.min(end, from + LONGEST));
      int nul = line.indexOf('\0');
      lines.add(nul < 0 ? line : line.substring(0, nul));
      from = skip('\n', skip('\r', end));
    }
    waiting.delete(0, from);
    waiting.setLength(Math.min(waiting.length(), LONGEST));
    searched = waiting.length();
    return lines;
  }

  private int end(int from) {
    int at = from;
    while (at < waiting.length() && waiting.charAt(at) != '\r' && waiting.charAt(at) != '\n') {
      at++;
    }
    return at;
  }

  private int skip(char what, int from) {
    int at = from;
    while (at < waiting.length() && waiting.charAt(at) == what) {
      at++;
    }
    return at;
  }
}
