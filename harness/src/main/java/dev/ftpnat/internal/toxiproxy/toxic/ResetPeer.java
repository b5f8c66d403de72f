package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.Optional;

/**
 * Cuts the connection some time after the first chunk, or after the end. Once it waits for that,
 * nothing stops it. Whether the receiver sees RST was decided when the connection was opened.
 */
final class ResetPeer extends ToxicEffect {

  private final long timeout;
  private boolean waiting;
  private long due = NEVER;

  /**
   * A reset.
   *
   * @param timeout in milliseconds
   */
  ResetPeer(long timeout) {
    this.timeout = nanos(timeout);
  }

  @Override
  void take(Chunk chunk, long now) {
    harm().drops(chunk.length(), now);
    end(now);
  }

  @Override
  void end(long now) {
    waiting = true;
    due = after(now, timeout);
  }

  @Override
  Optional<Chunk> poll(long now) {
    if (waiting && now >= due) {
      cutOff(now);
    }
    return Optional.empty();
  }

  @Override
  boolean ready() {
    return !waiting;
  }

  @Override
  long due() {
    return due;
  }

  @Override
  boolean unstoppable() {
    return waiting;
  }
}
