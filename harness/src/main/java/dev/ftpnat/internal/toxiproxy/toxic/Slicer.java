package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Cuts each chunk into slices, and waits after each of them. */
final class Slicer extends ToxicEffect {

  private final long average;
  private final long variation;
  private final long delay;
  private final RandomGenerator random;
  private final Deque<Chunk> slices = new ArrayDeque<>();
  private boolean busy;
  private long due = NEVER;
  private long taken;

  /**
   * A slicer.
   *
   * @param average bytes of a slice; at least 1
   * @param variation by how many bytes it may be less or more
   * @param delay in microseconds
   */
  Slicer(long average, long variation, long delay, RandomGenerator random) {
    this.average = Math.max(1, average);
    this.variation = Math.max(0, Math.min(variation, Integer.MAX_VALUE));
    this.delay = TimeUnit.MICROSECONDS.toNanos(delay);
    this.random = random;
  }

  @Override
  void take(Chunk chunk, long now) {
    cut(chunk);
    busy = true;
    due = now;
    taken = now;
    harm().cutsUp(slices.size(), now);
    if (slices.size() > 1 && delay > 0) {
      harm().holds(chunk.length(), now, now);
    }
  }

  /** In about two, and these again, so that the sizes vary alike at the start and at the end. */
  private void cut(Chunk chunk) {
    if (chunk.length() - average <= variation || chunk.length() < 2) {
      slices.add(chunk);
      return;
    }
    long varied = variation == 0 ? 0 : random.nextLong(-variation, variation);
    int middle = (int) Math.max(1, Math.min(chunk.length() - 1, chunk.length() / 2 + varied));
    cut(chunk.first(middle));
    cut(chunk.from(middle));
  }

  @Override
  Optional<Chunk> poll(long now) {
    if (now < due) {
      return Optional.empty();
    }
    if (slices.isEmpty()) {
      busy = false;
      due = NEVER;
      return Optional.empty();
    }
    due = after(now, delay);
    Chunk slice = slices.remove();
    harm().releases(slice.length(), delay > 0 ? now - taken : 0);
    return Optional.of(slice);
  }

  @Override
  boolean ready() {
    return !busy;
  }

  @Override
  long due() {
    return due;
  }

  @Override
  List<Chunk> interrupt() {
    if (slices.isEmpty()) {
      return List.of();
    }
    Chunk next = slices.remove();
    int length = next.length() + slices.stream().mapToInt(Chunk::length).sum();
    slices.clear();
    harm().interrupted(length);
    return List.of(new Chunk(next.bytes(), next.offset(), length, next.arrived()));
  }
}
