package dev.ftpnat.internal.toxiproxy.json;

import dev.ftpnat.internal.toxiproxy.json.Json.JsonBool;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonNull;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonNumber;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonObject;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonString;
import dev.ftpnat.internal.toxiproxy.json.Json.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * The members of an object that are wanted, of the types that they are to have. Names match in
 * upper and lower case, the last of several counts, null counts for nothing, and other members are
 * nobody's business. What is of a wrong type is left out, and {@link #check} complains of it.
 */
public final class Fields {

  /** Of these, messages show the number that doesn't fit. */
  private static final Set<String> NUMBERS = Set.of("int", "int64", "float32");

  private final String path;
  private final List<Member> members;
  private int errorAt = Integer.MAX_VALUE;
  private String error = "";

  private Fields(String path, List<Member> members) {
    this.path = path;
    this.members = members;
  }

  /**
   * The fields of a value, which has to be an object, or null for none.
   *
   * @param type what messages call the type that is wanted
   * @param path what messages call the place of the fields
   */
  public static Fields of(Json value, String type, String path) throws JsonException {
    if (value instanceof JsonNull) {
      return new Fields(path, List.of());
    }
    if (value instanceof JsonObject object) {
      return new Fields(path, object.members());
    }
    throw new JsonException(
        "json: cannot unmarshal " + value.kind() + " into Go value of type " + type);
  }

  /** A string. */
  public Optional<String> string(String name) {
    return find(
        name,
        "string",
        value ->
            value instanceof JsonString string ? Optional.of(string.value()) : Optional.empty());
  }

  /** True or false, in a place that has a name of its own. */
  public Optional<Boolean> bool(String where, String name) {
    return find(
        where,
        name,
        "bool",
        value -> value instanceof JsonBool bool ? Optional.of(bool.value()) : Optional.empty());
  }

  /** A whole number. */
  public OptionalLong integer(String name, String type) {
    Optional<Long> number = find(name, type, Fields::integer);
    return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
  }

  private static Optional<Long> integer(Json value) {
    try {
      return value instanceof JsonNumber number
          ? Optional.of(Long.parseLong(number.text()))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A number. */
  public Optional<Float> decimal(String name) {
    return find(
        name,
        "float32",
        value ->
            value instanceof JsonNumber number
                ? Optional.of(Float.parseFloat(number.text())).filter(Float::isFinite)
                : Optional.empty());
  }

  /**
   * The members of an object; of all, if there are several of the name.
   *
   * @param type what messages call its type
   * @param inner what messages call the place of its fields
   */
  public Fields object(String name, String type, String inner) {
    List<Member> all = new ArrayList<>();
    find(
        name,
        type,
        value -> {
          if (value instanceof JsonObject object) {
            all.addAll(object.members());
            return Optional.of(object);
          }
          return Optional.empty();
        });
    return new Fields(inner, all);
  }

  private <T> Optional<T> find(String name, String type, Function<Json, Optional<T>> convert) {
    return find(path, name, type, convert);
  }

  private <T> Optional<T> find(
      String where, String name, String type, Function<Json, Optional<T>> convert) {
    Optional<T> found = Optional.empty();
    for (int i = 0; i < members.size(); i++) {
      Json value = members.get(i).value();
      if (!members.get(i).name().equalsIgnoreCase(name) || value instanceof JsonNull) {
        continue;
      }
      Optional<T> converted = convert.apply(value);
      if (converted.isPresent()) {
        found = converted;
      } else if (i < errorAt) {
        errorAt = i;
        error = complaint(value, where + "." + name, type);
      }
    }
    return found;
  }

  private static String complaint(Json value, String where, String type) {
    boolean unfit = value instanceof JsonNumber && NUMBERS.contains(type);
    String what = unfit ? "number " + ((JsonNumber) value).text() : value.kind();
    return "json: cannot unmarshal " + what + " into Go struct field " + where + " of type " + type;
  }

  /** Throws if a field that was asked for has a wrong type. */
  public void check() throws JsonException {
    if (!error.isEmpty()) {
      throw new JsonException(error);
    }
  }
}
