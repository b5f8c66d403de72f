package dev.ftpnat.launcher.program;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times such as {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}; a bare number is seconds. */
public final class Times {

  private static final Pattern TIME =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?(ms|s|m|min|h)?");

  private Times() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Duration parse(String text) {
    Matcher time = TIME.matcher(text.strip());
    if (!time.matches()) {
      throw new IllegalArgumentException(
          "`" + text + "` is no time. Write for example 500ms, 10s, 2m or 1h.");
    }
    double millis =
        switch (time.group(2) == null ? "s" : time.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "h" -> 3_600_000;
          default -> 60_000;
        };
    return Duration.ofMillis(Math.round(Double.parseDouble(time.group(1)) * millis));
  }
}
