package dev.ftpnat.internal.kernel;

import java.time.Instant;

/** The clock by which the kernel says when it had a packet. */
final class KernelTime {

  private KernelTime() {}

  /** Nanoseconds since 1970. */
  static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
