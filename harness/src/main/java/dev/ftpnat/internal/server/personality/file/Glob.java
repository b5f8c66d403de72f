package dev.ftpnat.internal.server.personality.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Patterns of file names: {@code *}, {@code ?}, {@code [...]} and <code>{a,b}</code>. */
public final class Glob {

  /** How many characters are compared for one name. */
  private static final int LONGEST = 100_000;

  private Glob() {}

  public static boolean isPattern(String name) {
    return name.matches(".*[*?\\[{].*");
  }

  /** Also for patterns that would take years: those match nothing, as vsftpd has it. */
  public static boolean matches(String pattern, String name) {
    try {
      return regex(pattern).matcher(new Limited(name)).matches();
    } catch (TooLongException e) {
      return false;
    }
  }

  /** The names that a pattern stands for; itself if there are none. */
  public static List<String> expand(ServerFiles files, String glob) {
    if (!isPattern(glob)) {
      return List.of(glob);
    }
    int slash = glob.lastIndexOf('/');
    String directory = slash < 0 ? "" : glob.substring(0, slash + 1);
    String pattern = glob.substring(slash + 1);
    List<String> names = new ArrayList<>();
    try {
      for (String name : files.names(directory.isEmpty() ? "." : directory)) {
        boolean hidden = name.startsWith(".") && !pattern.startsWith(".");
        if (!hidden && matches(pattern, name)) {
          names.add(directory + name);
        }
      }
    } catch (IOException e) {
      return List.of(glob);
    }
    return names.isEmpty() ? List.of(glob) : names;
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
