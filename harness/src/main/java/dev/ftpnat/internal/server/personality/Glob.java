package dev.ftpnat.internal.server.personality;

import java.util.regex.Pattern;

/** Patterns of file names: {@code *}, {@code ?}, {@code [...]} and <code>{a,b}</code>. */
final class Glob {

  private Glob() {}

  static boolean isPattern(String name) {
    return name.matches(".*[*?\\[{].*");
  }

  static boolean matches(String pattern, String name) {
    return regex(pattern).matcher(name).matches();
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
