package dev.ftpnat.internal.trace.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.net.Subnet;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a value is written that has no parts in JSON.
 *
 * @param kind of JSON: {@code string}, {@code integer}, {@code number} or {@code boolean}
 * @param description what stands there
 */
record Notation(
    String kind,
    String description,
    Function<Object, JsonPrimitive> writer,
    Function<JsonElement, Object> reader) {

  private static Notation text(
      String description, Function<Object, String> writer, Function<String, Object> reader) {
    return new Notation(
        "string",
        description,
        value -> new JsonPrimitive(writer.apply(value)),
        json -> reader.apply(string(json)));
  }

  /** That of a type; empty if it has parts. */
  static Optional<Notation> of(Class<?> type) {
    if (type == String.class) {
      return Optional.of(text("", Object::toString, text -> text));
    }
    if (type == boolean.class || type == Boolean.class) {
      return Optional.of(
          new Notation("boolean", "", value -> new JsonPrimitive((Boolean) value), Notation::flag));
    }
    if (type == int.class || type == Integer.class) {
      return number("integer", json -> Integer.parseInt(json.getAsString()));
    }
    if (type == long.class || type == Long.class) {
      return number("integer", json -> Long.parseLong(json.getAsString()));
    }
    if (type == float.class) {
      return number("number", JsonElement::getAsFloat);
    }
    if (type == Duration.class) {
      return Optional.of(text("ISO 8601, as PT1.5S", Object::toString, Notation::duration));
    }
    if (type == InetAddress.class) {
      return Optional.of(
          text(
              "an address, as 203.0.113.7 or 2001:db8::1",
              value -> IpAddresses.text((InetAddress) value),
              IpAddresses::of));
    }
    if (type == Endpoint.class) {
      return Optional.of(
          text(
              "address and port, as 203.0.113.7:21 or [2001:db8::1]:21",
              Object::toString,
              Notation::endpoint));
    }
    if (type == Subnet.class) {
      return Optional.of(text("as 10.0.1.0/24", Object::toString, Subnet::of));
    }
    if (type == PortRange.class) {
      return Optional.of(text("as 3846-4869, or 21", Object::toString, PortRange::parse));
    }
    return type.isEnum()
        ? Optional.of(text("", value -> ((Enum<?>) value).name(), name -> constant(type, name)))
        : Optional.empty();
  }

  private static Optional<Notation> number(String kind, Function<JsonElement, Object> reader) {
    return Optional.of(
        new Notation(
            kind, "", value -> new JsonPrimitive((Number) value), json -> reader.apply(num(json))));
  }

  JsonPrimitive write(Object value) {
    return writer.apply(value);
  }

  Object read(JsonElement json) {
    return reader.apply(json);
  }

  private static JsonElement num(JsonElement json) {
    if (json instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return json;
    }
    throw new IllegalArgumentException("a number belongs there");
  }

  private static Object flag(JsonElement json) {
    if (json instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw new IllegalArgumentException("true or false belongs there");
  }

  private static String string(JsonElement json) {
    if (json instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw new IllegalArgumentException("a string belongs there");
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a time is written as PT1.5S", e);
    }
  }

  private static Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("an endpoint has an address and a port");
    }
    return Endpoint.of(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> ((Enum<?>) each).name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("this FtpNat knows " + Arrays.toString(names(type))));
  }

  static String[] names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(each -> ((Enum<?>) each).name())
        .toArray(String[]::new);
  }
}
