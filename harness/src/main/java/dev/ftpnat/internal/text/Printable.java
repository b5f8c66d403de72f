package dev.ftpnat.internal.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** Bytes of a control connection as a person can read them. */
public final class Printable {

  private static final int MAX_LENGTH = 200;

  /** The argument of PASS, in any line of a segment. */
  private static final Pattern PASSWORD =
      Pattern.compile("((?:^|\\\\n)\\s*PASS)\\s.*?(?=(?:\\\\r)?\\\\n|$)", Pattern.CASE_INSENSITIVE);

  private Printable() {}

  /**
   * The text without its last line end; other control characters and non-ASCII are escaped.
   * Passwords are masked: they must not end up in build logs.
   */
  public static String of(byte[] segment) {
    return PASSWORD.matcher(escaped(segment)).replaceAll("$1 ****");
  }

  private static String escaped(byte[] segment) {
    int length = segment.length;
    if (length > 0 && segment[length - 1] == '\n') {
      length--;
      if (length > 0 && segment[length - 1] == '\r') {
        length--;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      if (text.length() >= MAX_LENGTH) {
        return text.append("...").toString();
      }
      int octet = segment[i] & 0xff;
      switch (octet) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        default -> {
          if (octet >= ' ' && octet <= '~') {
            text.append((char) octet);
          } else {
            text.append(String.format(Locale.ROOT, "\\x%02x", octet));
          }
        }
      }
    }
    return text.toString();
  }
}
