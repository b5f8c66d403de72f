package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.Optional;

/** Drops all data, and cuts the connection when there was none for so long. */
final class Timeout extends ToxicEffect {

  private final long timeout;
  private long due;

  /**
   * A time-out.
   *
   * @param timeout in milliseconds; at 0 it only drops
   */
  Timeout(long timeout, long now) {
    this.timeout = nanos(timeout);
    restart(now);
  }

  private void restart(long now) {
    due = timeout > 0 ? after(now, timeout) : NEVER;
  }

  @Override
  void take(Chunk chunk, long now) {
    harm().drops(chunk.length(), now);
    restart(now);
  }

  @Override
  Optional<Chunk> poll(long now) {
    if (now >= due) {
      cutOff(now);
    }
    return Optional.empty();
  }

  @Override
  boolean ready() {
    return true;
  }

  @Override
  long due() {
    return due;
  }
}
