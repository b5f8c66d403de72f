package dev.ftpnat.trace.ladder;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts images one below the other into one. */
final class SvgStack {

  private static final Pattern SIZE = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"");
  private static final int GAP = 16;

  private SvgStack() {}

  static String of(List<String> images) {
    StringBuilder all = new StringBuilder();
    int width = 0;
    int height = 0;
    for (String image : images) {
      Matcher size = SIZE.matcher(image);
      if (!size.find()) {
        throw new IllegalArgumentException("an image that doesn't say how large it is");
      }
      int top = height == 0 ? 0 : height + GAP;
      all.append(
          image.replaceFirst("<svg ", "<svg y=\"" + top + "\" height=\"" + size.group(2) + "\" "));
      width = Math.max(width, Integer.parseInt(size.group(1)));
      height = top + Integer.parseInt(size.group(2));
    }
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" role="img">
        %s</svg>
        """,
        width,
        height,
        width,
        all);
  }
}
