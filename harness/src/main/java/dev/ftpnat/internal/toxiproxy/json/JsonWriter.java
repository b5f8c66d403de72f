package dev.ftpnat.internal.toxiproxy.json;

import dev.ftpnat.internal.toxiproxy.json.Json.JsonArray;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonBool;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonNumber;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonObject;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonString;
import dev.ftpnat.internal.toxiproxy.json.Json.Member;

/** Writes JSON, with what HTML or JavaScript would stumble over escaped. */
final class JsonWriter {

  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  static String text(Json value) {
    JsonWriter writer = new JsonWriter();
    writer.write(value);
    return writer.out.toString();
  }

  private void write(Json value) {
    if (value instanceof JsonObject object) {
      out.append('{');
      String separator = "";
      for (Member member : object.members()) {
        out.append(separator);
        separator = ",";
        write(member.name());
        out.append(':');
        write(member.value());
      }
      out.append('}');
    } else if (value instanceof JsonArray array) {
      out.append('[');
      String separator = "";
      for (Json element : array.elements()) {
        out.append(separator);
        separator = ",";
        write(element);
      }
      out.append(']');
    } else if (value instanceof JsonString string) {
      write(string.value());
    } else if (value instanceof JsonNumber number) {
      out.append(number.text());
    } else if (value instanceof JsonBool bool) {
      out.append(bool.value());
    } else {
      out.append("null");
    }
  }

  private void write(String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '<', '>', '&', '\u2028', '\u2029' -> escape(c);
        default -> {
          if (c < ' ') {
            escape(c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private void escape(char c) {
    out.append(String.format("\\u%04x", (int) c));
  }
}
