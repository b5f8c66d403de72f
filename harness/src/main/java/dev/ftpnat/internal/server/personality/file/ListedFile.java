package dev.ftpnat.internal.server.personality.file;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;

/** A file with the name that it has in a listing. */
public record ListedFile(String name, FileStatus status) {

  /** By the bytes of their names, as strcmp(3) does. */
  public static final Comparator<ListedFile> BY_NAME = Comparator.comparing(ListedFile::name);

  /** The newest first. */
  public static final Comparator<ListedFile> BY_TIME =
      Comparator.comparing((ListedFile file) -> file.status().modified()).reversed();

  private static final Duration RECENT = Duration.ofDays(182);
  private static final DateTimeFormatter WITH_TIME =
      DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter WITH_YEAR =
      DateTimeFormatter.ofPattern("MMM dd  yyyy", Locale.ROOT);

  /** The time as ls(1) shows it: that of day within half a year, else the year. */
  public static String date(Instant time, ZoneId zone) {
    Instant now = Clock.systemUTC().instant();
    boolean recent = !time.isAfter(now.plusSeconds(1)) && time.isAfter(now.minus(RECENT));
    return (recent ? WITH_TIME : WITH_YEAR).format(time.atZone(zone));
  }

  /**
   * A line as ProFTPD and pyftpdlib write it, which is nearly as ls(1) does.
   *
   * @param name what it is called there
   * @throws IOException if there is no such file
   */
  public static String line(ServerFiles files, String owner, String path, String name)
      throws IOException {
    FileStatus status = FileStatus.of(files.path(path));
    return String.format(
        Locale.ROOT,
        "%s %3d %-8s %-8s %8d %s %s%s",
        status.permissions(),
        status.links(),
        owner,
        owner,
        status.size(),
        date(status.modified(), ZoneOffset.UTC),
        name,
        status.isLink() ? " -> " + files.linkTarget(path) : "");
  }
}
