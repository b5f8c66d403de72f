package dev.ftpnat.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Replies as they come, by RFC 959: lines end in a line feed, and nothing else ends one. */
public final class RawReplies {

  private final InputStream in;

  /** The replies in a stream. */
  public RawReplies(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The next reply with all its lines, or empty at the end of the stream. */
  public Optional<String> next() throws IOException {
    String first = line();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder reply = new StringBuilder(first);
    if (first.length() > 3 && first.charAt(3) == '-') {
      String last = first.substring(0, 3) + " ";
      String line;
      do {
        line = line();
        reply.append(line);
      } while (!line.isEmpty() && !line.startsWith(last));
    }
    return Optional.of(reply.toString());
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int character = in.read();
    while (character >= 0) {
      line.write(character);
      if (character == '\n') {
        break;
      }
      character = in.read();
    }
    return line.toString(ISO_8859_1);
  }
}
