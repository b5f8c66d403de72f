package dev.ftpnat.internal.server.personality.file;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the long listings of Unix servers have in common. */
public final class LongListing {

  private static final DateTimeFormatter RECENT =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter OLD =
      DateTimeFormatter.ofPattern("MMM ppd  yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Half of a Gregorian year, as ls has it. */
  private static final Duration LATELY = Duration.ofSeconds(31_556_952 / 2);

  private LongListing() {}

  /** With the time of day, or the year of what is older than half a year. */
  public static String time(Instant modified, Instant now) {
    boolean recent = modified.isAfter(now.minus(LATELY)) && !modified.isAfter(now);
    return (recent ? RECENT : OLD).format(modified);
  }
}
