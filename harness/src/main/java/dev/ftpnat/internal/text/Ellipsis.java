package dev.ftpnat.internal.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a ladder in one or more wordings, the most telling first. How much room there is, only
 * the one who draws knows.
 */
public record Ellipsis(List<String> wordings) {

  /** A reply that names an endpoint, which is what matters of it (RFC 959, RFC 2428). */
  private static final Pattern ANNOUNCEMENT = Pattern.compile("(22[79]) .*?(\\([^()]*\\)).*");

  /** Beside ASCII and the letters of the alphabets up to Cyrillic; all are one column wide. */
  private static final String OTHER_NARROW = "–—‘’‚“”„…‹›→←⇒✓✗×";

  public Ellipsis {
    wordings = wordings.stream().map(Ellipsis::narrow).toList();
  }

  public static Ellipsis of(String... wordings) {
    return new Ellipsis(List.of(wordings));
  }

  /** A line of a control connection. */
  public static Ellipsis line(String tag, String line) {
    Matcher announcement = ANNOUNCEMENT.matcher(line);
    return announcement.matches()
        ? of(tag + line, tag + announcement.group(1) + " … " + announcement.group(2))
        : of(tag + line);
  }

  /** The same between two marks, for example quotation marks. */
  public Ellipsis within(String opening, String closing) {
    return new Ellipsis(wordings.stream().map(text -> opening + text + closing).toList());
  }

  /** All there is to tell. */
  public String full() {
    return wordings.get(0);
  }

  /** The first wording that isn't longer, or else the last one cut. */
  public String fit(int width) {
    return wordings.stream()
        .filter(text -> text.length() <= width)
        .findFirst()
        .orElseGet(() -> cut(wordings.get(wordings.size() - 1), width));
  }

  /** Cuts a text that is longer, and shows that. */
  public static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    return width < 1 ? "" : text.substring(0, width - 1) + "…";
  }

  /**
   * Escapes what isn't one column wide everywhere, or would do something to a terminal or to XML.
   */
  public static String narrow(String text) {
    StringBuilder narrow = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (isNarrow(point)) {
                narrow.appendCodePoint(point);
              } else {
                narrow.append(String.format(Locale.ROOT, "\\u%04x", point));
              }
            });
    return narrow.toString();
  }

  private static boolean isNarrow(int point) {
    boolean ascii = point >= ' ' && point <= '~';
    boolean european =
        point >= 0xa1
            && point <= 0x52f
            && point != 0xad
            && Character.isDefined(point)
            && Character.getType(point) != Character.NON_SPACING_MARK
            && Character.getType(point) != Character.ENCLOSING_MARK;
    return ascii || european || OTHER_NARROW.indexOf(point) >= 0;
  }
}
