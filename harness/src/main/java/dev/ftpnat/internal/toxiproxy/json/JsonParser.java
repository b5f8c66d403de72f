package dev.ftpnat.internal.toxiproxy.json;

import dev.ftpnat.internal.toxiproxy.json.Json.JsonArray;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonBool;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonNull;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonNumber;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonObject;
import dev.ftpnat.internal.toxiproxy.json.Json.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads one JSON value by recursive descent. */
final class JsonParser {

  /** More than any request nests, and less than a thread's stack takes. */
  private static final int MOST_DEPTH = 500;

  private final byte[] in;
  private int at;
  private int depth;

  JsonParser(byte[] in) {
    this.in = in;
  }

  /** The first value. */
  Json value() throws JsonException {
    if (peek() < 0) {
      throw new JsonException("EOF");
    }
    return any();
  }

  private Json any() throws JsonException {
    int c = peek();
    if (c == '{' || c == '[') {
      if (++depth > MOST_DEPTH) {
        throw new JsonException("exceeded max depth");
      }
      at++;
      Json nested = c == '{' ? object() : array();
      depth--;
      return nested;
    }
    return switch (c) {
      case '"' -> string();
      case 't' -> literal("true", new JsonBool(true));
      case 'f' -> literal("false", new JsonBool(false));
      case 'n' -> literal("null", new JsonNull());
      default -> {
        if (c == '-' || isDigit(c)) {
          yield number();
        }
        throw invalid("looking for beginning of value");
      }
    };
  }

  private JsonObject object() throws JsonException {
    List<Member> members = new ArrayList<>();
    if (peek() == '}') {
      at++;
      return new JsonObject(members);
    }
    while (true) {
      if (peek() != '"') {
        throw invalid("looking for beginning of object key string");
      }
      String name = string().value();
      if (peek() != ':') {
        throw invalid("after object key");
      }
      at++;
      members.add(new Member(name, any()));
      if (endsWith('}', "after object key:value pair")) {
        return new JsonObject(members);
      }
    }
  }

  private JsonArray array() throws JsonException {
    List<Json> elements = new ArrayList<>();
    if (peek() == ']') {
      at++;
      return new JsonArray(elements);
    }
    while (true) {
      elements.add(any());
      if (endsWith(']', "after array element")) {
        return new JsonArray(elements);
      }
    }
  }

  /** Whether the end comes and not a comma. */
  private boolean endsWith(char end, String where) throws JsonException {
    int c = peek();
    if (c != end && c != ',') {
      throw invalid(where);
    }
    at++;
    return c == end;
  }

  private Json.JsonString string() throws JsonException {
    return new StringReader().read();
  }

  private Json literal(String text, Json value) throws JsonException {
    for (int i = 0; i < text.length(); i++, at++) {
      if (current() != text.charAt(i)) {
        throw invalid("in literal " + text + " (expecting '" + text.charAt(i) + "')");
      }
    }
    return value;
  }

  private JsonNumber number() throws JsonException {
    int start = at;
    if (current() == '-') {
      at++;
    }
    if (current() == '0') {
      at++;
    } else {
      digits("in numeric literal");
    }
    if (current() == '.') {
      at++;
      digits("after decimal point in numeric literal");
    }
    if (current() == 'e' || current() == 'E') {
      at++;
      if (current() == '+' || current() == '-') {
        at++;
      }
      digits("in exponent of numeric literal");
    }
    return new JsonNumber(new String(in, start, at - start, StandardCharsets.ISO_8859_1));
  }

  private void digits(String where) throws JsonException {
    if (!isDigit(current())) {
      throw invalid(where);
    }
    while (isDigit(current())) {
      at++;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  /** The next octet that isn't white space, or -1. */
  private int peek() {
    while (at < in.length && isSpace(in[at])) {
      at++;
    }
    return current();
  }

  private int current() {
    return at < in.length ? in[at] & 0xff : -1;
  }

  private JsonException invalid(String where) {
    return at < in.length
        ? new JsonException("invalid character " + Quoted.of(in[at] & 0xff) + " " + where)
        : new JsonException("unexpected EOF");
  }

  /** Reads a string, of which it is at the first quote. */
  private final class StringReader {
    private final StringBuilder text = new StringBuilder();

    Json.JsonString read() throws JsonException {
      at++;
      int run = at;
      while (current() != '"') {
        int c = current();
        if (c < ' ') {
          throw invalid("in string literal");
        }
        if (c == '\\') {
          copy(run);
          at++;
          escape();
          run = at;
        } else {
          at++;
        }
      }
      copy(run);
      at++;
      return new Json.JsonString(withoutHalves(text));
    }

    private void copy(int from) {
      text.append(new String(in, from, at - from, StandardCharsets.UTF_8));
    }

    private void escape() throws JsonException {
      int c = current();
      int index = "\"\\/bfnrt".indexOf(c);
      if (index >= 0) {
        text.append("\"\\/\b\f\n\r\t".charAt(index));
        at++;
        return;
      }
      if (c != 'u') {
        throw invalid("in string escape code");
      }
      at++;
      int code = 0;
      for (int i = 0; i < 4; i++, at++) {
        int digit = Character.digit(current(), 16);
        if (digit < 0) {
          throw invalid("in \\u hexadecimal character escape");
        }
        code = code * 16 + digit;
      }
      text.append((char) code);
    }
  }

  /** Half a surrogate pair is no character. */
  private static String withoutHalves(CharSequence text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
