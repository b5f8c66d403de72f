package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Delays each chunk, counted from when it arrived: those that waited for the one before aren't
 * delayed again. Their order stays.
 */
final class Latency extends ToxicEffect {

  private final long latency;
  private final long jitter;
  private final RandomGenerator random;
  private Optional<Chunk> held = Optional.empty();
  private long due = NEVER;

  /**
   * A delay.
   *
   * @param latency in milliseconds
   * @param jitter by how many milliseconds it may be less or more
   */
  Latency(long latency, long jitter, RandomGenerator random) {
    this.latency = latency;
    this.jitter = jitter;
    this.random = random;
  }

  @Override
  void take(Chunk chunk, long now) {
    due = after(now, delay() - (now - chunk.arrived()));
    if (due > chunk.arrived()) {
      harm().holds(chunk.length(), chunk.arrived(), now);
    }
    held = Optional.of(chunk);
  }

  private long delay() {
    if (jitter <= 0) {
      return nanos(latency);
    }
    long most = Math.min(jitter, Long.MAX_VALUE / 4);
    return nanos(Math.min(latency, Long.MAX_VALUE / 4) + random.nextLong(-most, most));
  }

  @Override
  Optional<Chunk> poll(long now) {
    if (now < due) {
      return Optional.empty();
    }
    // To what comes after it in the chain, it has arrived now.
    long released = due;
    held.ifPresent(chunk -> harm().releases(chunk.length(), released - chunk.arrived()));
    return release().map(chunk -> chunk.arrivedAt(released));
  }

  private Optional<Chunk> release() {
    Optional<Chunk> next = held;
    held = Optional.empty();
    due = NEVER;
    return next;
  }

  @Override
  boolean ready() {
    return held.isEmpty();
  }

  @Override
  long due() {
    return due;
  }

  @Override
  List<Chunk> interrupt() {
    held.ifPresent(chunk -> harm().interrupted(chunk.length()));
    return release().stream().toList();
  }
}
