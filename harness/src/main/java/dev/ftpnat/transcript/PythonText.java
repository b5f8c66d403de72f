package dev.ftpnat.transcript;

/** What stands between the quotes of a Python string. */
final class PythonText {

  private PythonText() {}

  /** The text; what isn't an escape sequence stays as it is. */
  static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next != '\\' || at + 1 == text.length()) {
        out.append(next);
        continue;
      }
      at++;
      switch (text.charAt(at)) {
        case 'n' -> out.append('\n');
        case 'r' -> {
          // A line of a log has its end by itself.
        }
        case 't' -> out.append('\t');
        case '\\', '\'', '"' -> out.append(text.charAt(at));
        case 'x' -> at += hexadecimal(text, at + 1, 2, out);
        case 'u' -> at += hexadecimal(text, at + 1, 4, out);
        default -> out.append('\\').append(text.charAt(at));
      }
    }
    return out.toString();
  }

  /** How many digits were taken. */
  private static int hexadecimal(String text, int start, int digits, StringBuilder out) {
    int end = start + digits;
    if (end > text.length() || !text.substring(start, end).matches("[0-9A-Fa-f]+")) {
      out.append('\\').append(text.charAt(start - 1));
      return 0;
    }
    out.append((char) Integer.parseInt(text.substring(start, end), 16));
    return digits;
  }
}
