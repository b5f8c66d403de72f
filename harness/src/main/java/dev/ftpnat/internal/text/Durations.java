package dev.ftpnat.internal.text;

import java.time.Duration;
import java.util.Locale;

/** Times in words. */
public final class Durations {

  private static final Duration SHORT = Duration.ofSeconds(1);

  private Durations() {}

  /** As precise as matters: {@code 12 s}, {@code 340 ms}. */
  public static String words(Duration time) {
    Duration size = time.abs();
    return size.compareTo(SHORT) < 0
        ? String.format(Locale.ROOT, "%d ms", size.toMillis())
        : String.format(Locale.ROOT, "%d s", size.plusMillis(500).toSeconds());
  }

  /** Whether the first isn't later than the second. */
  public static boolean isUpTo(Duration first, Duration second) {
    return first.compareTo(second) <= 0;
  }
}
