package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.List;
import java.util.Optional;

/** Passes everything on, but the end later. */
final class SlowClose extends ToxicEffect {

  private final long delay;
  private final Noop data = new Noop();
  private long due = NEVER;

  /**
   * A late end.
   *
   * @param delay in milliseconds
   */
  SlowClose(long delay) {
    this.delay = nanos(delay);
  }

  @Override
  void take(Chunk chunk, long now) {
    data.take(chunk, now);
  }

  @Override
  void end(long now) {
    due = after(now, delay);
    if (delay > 0) {
      harm().holdsEnd(now);
    }
  }

  @Override
  Optional<Chunk> poll(long now) {
    if (now >= due) {
      close();
      if (delay > 0) {
        harm().releasesEnd(now);
      }
    }
    return data.poll(now);
  }

  @Override
  boolean ready() {
    return data.ready() && due == NEVER;
  }

  @Override
  long due() {
    return due;
  }

  @Override
  List<Chunk> interrupt() {
    return data.interrupt();
  }
}
