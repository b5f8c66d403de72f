package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.List;
import java.util.Optional;

/**
 * Lets so many bytes pass in a second. What takes longer than 100 ms is cut into parts that take
 * 100 ms. At a rate of 0 all stalls, but nothing is lost.
 */
final class Bandwidth extends ToxicEffect {

  private static final long INTERVAL = nanos(100);

  /** A timer may be that late without a receiver that is slow. */
  private static final long TIMER_ERROR = nanos(10);

  private final long rate;
  private Optional<Chunk> held = Optional.empty();
  private long started;
  private long due = NEVER;

  private long taken;

  /** How long to wait for what has been taken; below zero if it took too long before. */
  private long owed;

  /**
   * A limit.
   *
   * @param rate bytes in a millisecond
   */
  Bandwidth(long rate) {
    this.rate = Math.max(0, rate);
  }

  @Override
  void take(Chunk chunk, long now) {
    owed = rate == 0 ? 0 : owed + nanos(chunk.length()) / rate;
    taken = now;
    hold(chunk, now);
    if (due > now) {
      harm().holds(chunk.length(), now, now);
    }
  }

  private void hold(Chunk chunk, long now) {
    held = Optional.of(chunk);
    started = now;
    due = after(now, chunk.length() > perInterval() ? INTERVAL : owed);
  }

  private long perInterval() {
    return Math.min(rate, Integer.MAX_VALUE) * 100;
  }

  @Override
  Optional<Chunk> poll(long now) {
    if (now < due) {
      return Optional.empty();
    }
    // The time that the receiver took is no credit.
    owed -= Math.min(now, due + TIMER_ERROR) - started;
    Chunk chunk = held.orElseThrow();
    if (chunk.length() > perInterval()) {
      int count = (int) perInterval();
      harm().releases(count, now - taken);
      hold(chunk.from(count), now);
      return Optional.of(chunk.first(count));
    }
    held = Optional.empty();
    harm().releases(chunk.length(), due > taken ? now - taken : 0);
    due = NEVER;
    return Optional.of(chunk);
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
    List<Chunk> rest = held.stream().toList();
    held.ifPresent(chunk -> harm().interrupted(chunk.length()));
    held = Optional.empty();
    due = NEVER;
    return rest;
  }
}
