package dev.ftpnat.internal.server.personality;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;

/** A file with the name that it has in a listing. */
record ListedFile(String name, FileStatus status) {

  /** By the bytes of their names, as strcmp(3) does. */
  static final Comparator<ListedFile> BY_NAME = Comparator.comparing(ListedFile::name);

  /** The newest first. */
  static final Comparator<ListedFile> BY_TIME =
      Comparator.comparing((ListedFile file) -> file.status().modified()).reversed();

  private static final Duration RECENT = Duration.ofDays(182);
  private static final DateTimeFormatter WITH_TIME =
      DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter WITH_YEAR =
      DateTimeFormatter.ofPattern("MMM dd  yyyy", Locale.ROOT);

  /** The time as ls(1) shows it: that of day within half a year, else the year. */
  static String date(Instant time, ZoneId zone) {
    Instant now = Clock.systemUTC().instant();
    boolean recent = !time.isAfter(now.plusSeconds(1)) && time.isAfter(now.minus(RECENT));
    return (recent ? WITH_TIME : WITH_YEAR).format(time.atZone(zone));
  }
}
