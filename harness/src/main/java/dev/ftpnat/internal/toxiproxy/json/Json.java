package dev.ftpnat.internal.toxiproxy.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JSON value. */
public sealed interface Json {

  /** What error messages call it. */
  String kind();

  /** An object; names may occur more than once. */
  record JsonObject(List<Member> members) implements Json {
    @Override
    public String kind() {
      return "object";
    }

    /** Its members, in this order. */
    public static JsonObject of(Map<String, ? extends Json> members) {
      List<Member> list = new ArrayList<>();
      members.forEach((name, value) -> list.add(new Member(name, value)));
      return new JsonObject(list);
    }
  }

  /** A name and its value. */
  record Member(String name, Json value) {}

  /** An array. */
  record JsonArray(List<? extends Json> elements) implements Json {
    @Override
    public String kind() {
      return "array";
    }
  }

  /** A string. */
  record JsonString(String value) implements Json {
    @Override
    public String kind() {
      return "string";
    }
  }

  /** A number, as it is written. */
  record JsonNumber(String text) implements Json {
    @Override
    public String kind() {
      return "number";
    }
  }

  /** True or false. */
  record JsonBool(boolean value) implements Json {
    @Override
    public String kind() {
      return "bool";
    }
  }

  /** Nothing. */
  record JsonNull() implements Json {
    @Override
    public String kind() {
      return "null";
    }
  }

  /** Reads the first value in a text; what comes after it is nobody's business. */
  static Json parse(byte[] utf8) throws JsonException {
    return new JsonParser(utf8).value();
  }

  /** The value as text, without white space. */
  default String text() {
    return JsonWriter.text(this);
  }
}
