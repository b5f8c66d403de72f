package dev.ftpnat.internal.decoy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.trace.event.HostileEvent;
import dev.ftpnat.trace.event.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** How much somebody has sent up to now, and how it began. */
final class Heard {

  private static final int BUFFER = 16 * 1024;

  /** Makes an event of it. */
  @FunctionalInterface
  interface Telling {
    TraceEvent event(Duration at, long bytes, String beginning);
  }

  private final Telling telling;
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
  private long bytes;

  Heard(Telling telling) {
    this.telling = telling;
  }

  /** Reads to the end. */
  void all(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      add(buffer, n);
    }
  }

  private synchronized void add(byte[] more, int length) {
    bytes += length;
    int room = HostileEvent.BEGINNING - beginning.size();
    beginning.write(more, 0, Math.min(room, length));
  }

  /** The event as it is now. */
  synchronized TraceEvent event(Duration at) {
    return telling.event(at, bytes, beginning.toString(ISO_8859_1));
  }
}
