package dev.ftpnat.internal.record;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of one environment. It passes as everywhere, and can be advanced. Its instants count
 * from the start of the environment, so they mean nothing elsewhere.
 */
public final class VirtualClock extends Clock {

  private final long start = System.nanoTime();
  private final AtomicLong advanced = new AtomicLong();

  /** Nanoseconds since the start of the environment. */
  public long nanos() {
    return System.nanoTime() - start + advanced.get();
  }

  /** Lets time pass without waiting. */
  public void advance(Duration duration) {
    advanced.addAndGet(duration.toNanos());
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanos());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the clock of an environment knows no time of day");
  }
}
