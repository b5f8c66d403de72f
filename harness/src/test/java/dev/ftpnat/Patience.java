package dev.ftpnat;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * How long tests wait for what won't come, where what does come must have come by then: longer on a
 * machine that has much else to do.
 */
public final class Patience {

  private static final int MOST = 4;

  /** A processor that so many threads want is nothing yet. */
  private static final double USUAL = 3;

  private static final int FACTOR = factor();

  private Patience() {}

  private static int factor() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    double each = load / Runtime.getRuntime().availableProcessors();
    int factor = (int) Math.max(1, Math.min(MOST, Math.round(each / USUAL)));
    if (factor > 1) {
      System.out.printf(
          "load %.1f: tests wait %d times as long for what won't come%n", load, factor);
    }
    return factor;
  }

  /** As long as this, if the machine has nothing else to do. */
  public static Duration of(Duration idle) {
    return idle.multipliedBy(FACTOR);
  }

  /** As many at once as this, if the machine has nothing else to do; half of it at least. */
  public static int threads(int idle) {
    return Math.max(idle / 2, idle / FACTOR);
  }
}
