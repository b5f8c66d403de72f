package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.List;
import java.util.Optional;

/** Passes everything on. */
final class Noop extends ToxicEffect {

  private Optional<Chunk> held = Optional.empty();

  @Override
  void take(Chunk chunk, long now) {
    held = Optional.of(chunk);
  }

  @Override
  Optional<Chunk> poll(long now) {
    Optional<Chunk> next = held;
    held = Optional.empty();
    return next;
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
