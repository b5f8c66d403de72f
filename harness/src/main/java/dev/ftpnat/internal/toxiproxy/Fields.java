package dev.ftpnat.internal.toxiproxy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The members of an object that are wanted, of the types that they are to have, as Go takes them
 * from JSON, which Toxiproxy is written in: names match in upper and lower case, the last of
 * several counts, null counts for nothing, and other members are ignored. What is of a wrong type
 * is left out, and {@link #check} complains of it.
 */
final class Fields {

  private static final TypeAdapter<JsonElement> VALUE = new Gson().getAdapter(JsonElement.class);

  /** More than any request nests, and less than a thread's stack takes. */
  private static final int MOST_DEPTH = 200;

  private final String path;
  private final List<Map.Entry<String, JsonElement>> members;
  private int errorAt = Integer.MAX_VALUE;
  private String error = "";

  private Fields(String path, List<Map.Entry<String, JsonElement>> members) {
    this.path = path;
    this.members = members;
  }

  /** Reads what a body consists of. */
  private interface Reading<T> {
    T read(JsonReader json) throws IOException;
  }

  /** The fields of the first object in a body; none of null. What comes after it is ignored. */
  static Fields in(byte[] body) throws ApiException {
    return read(body, Fields::one);
  }

  /** The fields of each object of an array; none of null. */
  static List<Fields> allIn(byte[] body) throws ApiException {
    return read(body, Fields::all);
  }

  private static <T> T read(byte[] body, Reading<T> reading) throws ApiException {
    JsonReader json = new Bounded(new String(body, StandardCharsets.UTF_8));
    try {
      return reading.read(json);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw ApiException.badBody(String.valueOf(e.getMessage()));
    }
  }

  private static List<Fields> all(JsonReader json) throws IOException {
    List<Fields> all = new ArrayList<>();
    if (opens(json, JsonToken.BEGIN_ARRAY, "an array")) {
      json.beginArray();
      while (json.hasNext()) {
        all.add(one(json));
      }
      json.endArray();
    }
    return all;
  }

  private static Fields one(JsonReader json) throws IOException {
    // Not a JsonObject, which would forget all but the last of several members of a name.
    List<Map.Entry<String, JsonElement>> members = new ArrayList<>();
    if (opens(json, JsonToken.BEGIN_OBJECT, "an object")) {
      json.beginObject();
      while (json.hasNext()) {
        members.add(Map.entry(json.nextName(), VALUE.read(json)));
      }
      json.endObject();
    }
    return new Fields("", members);
  }

  /** False if null stands there. */
  private static boolean opens(JsonReader json, JsonToken wanted, String type) throws IOException {
    JsonToken found = json.peek();
    if (found == JsonToken.NULL) {
      json.nextNull();
      return false;
    }
    if (found != wanted) {
      throw new MalformedJsonException(
          complaint(found.name().replace("BEGIN_", "").toLowerCase(Locale.ROOT), "", type));
    }
    return true;
  }

  private static String complaint(String found, String where, String type) {
    return "cannot unmarshal "
        + found
        + (where.isEmpty() ? "" : " into " + where)
        + ": "
        + type
        + " is wanted";
  }

  /** A string. */
  Optional<String> string(String name) {
    // Half a surrogate pair is no character.
    return find(
        name,
        "a string",
        value ->
            primitive(value, JsonPrimitive::isString)
                .map(text -> text.getAsString().replaceAll("\\p{Cs}", "\ufffd")));
  }

  /** True or false. */
  Optional<Boolean> bool(String name) {
    return find(
        name,
        "true or false",
        value -> primitive(value, JsonPrimitive::isBoolean).map(JsonPrimitive::getAsBoolean));
  }

  /** A whole number. */
  OptionalLong integer(String name) {
    Optional<Long> found = find(name, "a whole number", value -> number(value, Long::valueOf));
    return found.isPresent() ? OptionalLong.of(found.get()) : OptionalLong.empty();
  }

  /** A number. */
  Optional<Float> decimal(String name) {
    return find(name, "a number", value -> number(value, Float::valueOf).filter(Float::isFinite));
  }

  private static <T> Optional<T> number(JsonElement value, Function<String, T> parse) {
    try {
      return primitive(value, JsonPrimitive::isNumber).map(JsonPrimitive::getAsString).map(parse);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonPrimitive> primitive(
      JsonElement value, Predicate<JsonPrimitive> kind) {
    return Optional.of(value)
        .filter(JsonElement::isJsonPrimitive)
        .map(JsonElement::getAsJsonPrimitive)
        .filter(kind);
  }

  /** The members of an object; of all, if there are several of the name. */
  Fields object(String name) {
    List<Map.Entry<String, JsonElement>> all = new ArrayList<>();
    find(
        name,
        "an object",
        value -> {
          if (!value.isJsonObject()) {
            return Optional.empty();
          }
          all.addAll(value.getAsJsonObject().entrySet());
          return Optional.of(value);
        });
    return new Fields(path + name + ".", all);
  }

  private <T> Optional<T> find(
      String name, String type, Function<JsonElement, Optional<T>> convert) {
    Optional<T> found = Optional.empty();
    for (int i = 0; i < members.size(); i++) {
      JsonElement value = members.get(i).getValue();
      if (!members.get(i).getKey().equalsIgnoreCase(name) || value.isJsonNull()) {
        continue;
      }
      Optional<T> converted = convert.apply(value);
      if (converted.isPresent()) {
        found = converted;
      } else if (i < errorAt) {
        errorAt = i;
        error = complaint(value.toString(), path + name, type);
      }
    }
    return found;
  }

  /** Throws if a field that was asked for has a wrong type. */
  void check() throws ApiException {
    if (!error.isEmpty()) {
      throw ApiException.badBody(error);
    }
  }

  /** Doesn't follow without end: Gson had no bound of its own before 2.12, which users may have. */
  private static final class Bounded extends JsonReader {
    private int depth;

    Bounded(String text) {
      super(new StringReader(text));
    }

    @Override
    public void beginArray() throws IOException {
      deeper();
      super.beginArray();
    }

    @Override
    public void beginObject() throws IOException {
      deeper();
      super.beginObject();
    }

    private void deeper() throws IOException {
      if (++depth > MOST_DEPTH) {
        throw new MalformedJsonException("nested deeper than " + MOST_DEPTH);
      }
    }

    @Override
    public void endArray() throws IOException {
      super.endArray();
      depth--;
    }

    @Override
    public void endObject() throws IOException {
      super.endObject();
      depth--;
    }
  }
}
