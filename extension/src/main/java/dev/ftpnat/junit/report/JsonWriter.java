package dev.ftpnat.junit.report;

import java.util.Collection;
import java.util.Map;

/** Writes maps, collections, text, numbers and truth values as JSON (RFC 8259). */
final class JsonWriter {

  private final StringBuilder json = new StringBuilder();

  private JsonWriter() {}

  static String write(Object value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value, "\n");
    return writer.json.append('\n').toString();
  }

  private void value(Object value, String lineBreak) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.append(separator).append(lineBreak).append("  ");
        string(String.valueOf(entry.getKey()));
        json.append(": ");
        value(entry.getValue(), lineBreak + "  ");
        separator = ",";
      }
      json.append(map.isEmpty() ? "{}" : lineBreak + "}");
    } else if (value instanceof Collection<?> collection) {
      String separator = "[";
      for (Object element : collection) {
        json.append(separator).append(lineBreak).append("  ");
        value(element, lineBreak + "  ");
        separator = ",";
      }
      json.append(collection.isEmpty() ? "[]" : lineBreak + "]");
    } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      json.append(value);
    } else {
      string(String.valueOf(value));
    }
  }

  private void string(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ' || c == '\u007f' || c == '\u2028' || c == '\u2029' || isLone(text, i)) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }

  /** A half of a pair without the other couldn't be written as UTF-8. */
  private static boolean isLone(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
