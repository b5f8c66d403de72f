package dev.ftpnat.internal.server.personality;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the long listings of Unix servers have in common. */
final class LongListing {

  private static final DateTimeFormatter RECENT =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter OLD =
      DateTimeFormatter.ofPattern("MMM ppd  yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Half of a Gregorian year, as ls has it. */
  private static final Duration LATELY = Duration.ofSeconds(31_556_952 / 2);

  private LongListing() {}

  /** With the time of day, or the year of what is older than half a year. */
  static String time(Instant modified, Instant now) {
    boolean recent = modified.isAfter(now.minus(LATELY)) && !modified.isAfter(now);
    return (recent ? RECENT : OLD).format(modified);
  }

  /** A name with {@code *} and {@code ?} in it as a pattern for names. */
  static java.util.regex.Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int end = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        String set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        i = end;
      } else {
        regex.append(java.util.regex.Pattern.quote(String.valueOf(c)));
      }
    }
    return java.util.regex.Pattern.compile(regex.toString(), java.util.regex.Pattern.DOTALL);
  }

  static boolean isPattern(String name) {
    return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }
}
