package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.List;
import java.util.Optional;

/** Passes so many bytes on, and then cuts the connection. */
final class LimitData extends ToxicEffect {

  private final long limit;
  private final Tally tally;
  private Optional<Chunk> held = Optional.empty();
  private long taken;

  LimitData(long limit, Tally tally) {
    this.limit = limit;
    this.tally = tally;
  }

  @Override
  void take(Chunk chunk, long now) {
    taken = now;
    long left = Math.max(0, limit - tally.passed());
    Chunk allowed = left < chunk.length() ? chunk.first((int) left) : chunk;
    harm().drops(chunk.length() - allowed.length(), now);
    if (allowed.length() > 0) {
      held = Optional.of(allowed);
    } else {
      cutAtLimit();
    }
  }

  @Override
  Optional<Chunk> poll(long now) {
    Optional<Chunk> next = held;
    held = Optional.empty();
    if (next.isPresent()) {
      tally.add(next.get().length());
      cutAtLimit();
    }
    return next;
  }

  private void cutAtLimit() {
    if (tally.passed() >= limit) {
      cutOff(taken);
    }
  }

  @Override
  boolean ready() {
    return held.isEmpty();
  }

  @Override
  long due() {
    return NEVER;
  }

  @Override
  List<Chunk> interrupt() {
    return poll(0).stream().toList();
  }
}
