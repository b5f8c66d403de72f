package dev.ftpnat.internal.server.personality;

import java.util.regex.Pattern;

/** Patterns of file names: {@code *}, {@code ?}, {@code [...]} and <code>{a,b}</code>. */
final class Glob {

  /** How many characters are compared for one name. */
  private static final int LONGEST = 100_000;

  private Glob() {}

  static boolean isPattern(String name) {
    return name.matches(".*[*?\\[{].*");
  }

  /** Also for patterns that would take years: those match nothing, as vsftpd has it. */
  static boolean matches(String pattern, String name) {
    try {
      return regex(pattern).matcher(new Limited(name)).matches();
    } catch (TooLongException e) {
      return false;
    }
  }

  private static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLongException() {
      super("looked at too often", null, false, false);
    }
  }

  /** A text that can be looked at only so often. */
  private static final class Limited implements CharSequence {
    private final String text;
    private int left = LONGEST;

    Limited(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      left--;
      if (left < 0) {
        throw new TooLongException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static Pattern regex(String glob) {
    StringBuilder regex = new StringBuilder();
    int braces = 0;
    boolean inClass = false;
    for (char c : glob.toCharArray()) {
      if (inClass) {
        regex.append(c == '!' && regex.charAt(regex.length() - 1) == '[' ? '^' : c);
        inClass = c != ']';
        continue;
      }
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[' -> {
          inClass = glob.indexOf(']') > 0;
          regex.append(inClass ? "[" : "\\[");
        }
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        case '}' -> {
          regex.append(braces > 0 ? ")" : "\\}");
          braces = Math.max(0, braces - 1);
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex + ")".repeat(braces), Pattern.DOTALL);
    } catch (java.util.regex.PatternSyntaxException e) {
      return Pattern.compile(Pattern.quote(glob));
    }
  }
}
