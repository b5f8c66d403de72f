package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A toxic at work on one direction of one connection. It lasts until the toxic or its neighbour in
 * the chain changes; then another takes its place.
 *
 * <p>Times are in nanoseconds. While it is {@link #ready}, it is given chunks and at last the end;
 * it is polled for what leaves it, at the latest when something is {@link #due}.
 */
abstract class ToxicEffect {

  /** A time that doesn't come. */
  static final long NEVER = Long.MAX_VALUE;

  private boolean over;
  private boolean cut;
  private Harm harm = Harm.NONE;

  /** Whom it is to tell what it does. */
  final void tell(Harm whom) {
    harm = whom;
  }

  /** What it tells. */
  final Harm harm() {
    return harm;
  }

  /** Takes a chunk. Only called if it is ready. */
  abstract void take(Chunk chunk, long now);

  /** The sender has closed its direction. Only called if it is ready, and once. */
  void end(long now) {
    close();
  }

  /** What leaves it now, if anything. */
  abstract Optional<Chunk> poll(long now);

  /** Whether it takes another chunk, as of the last poll. */
  abstract boolean ready();

  /** When to poll it at the latest, unless it is given something before. */
  abstract long due();

  /** It is to stop: what it holds back. */
  List<Chunk> interrupt() {
    return List.of();
  }

  /** Whether nothing can stop it any more. */
  boolean unstoppable() {
    return false;
  }

  /** Whether nothing will leave it any more. */
  final boolean over() {
    return over;
  }

  /** Whether it is over by its own doing, and not because the sender has closed. */
  final boolean cut() {
    return cut;
  }

  /** Passes the end on. */
  final void close() {
    over = true;
  }

  /** Ends the connection. */
  final void cutOff(long now) {
    over = true;
    cut = true;
    harm.cuts(now);
  }

  /** The time so many nanoseconds later. */
  static long after(long now, long nanos) {
    return nanos >= NEVER - now ? NEVER : now + Math.max(0, nanos);
  }

  static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
