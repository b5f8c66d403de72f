package dev.ftpnat.internal.trace.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.ftpnat.trace.event.TraceFormatException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Values as JSON, by their types. A record is an object of its components; one of several kinds is
 * an object with its {@code type} first; what is absent is null; what has a notation is in that, as
 * {@link Notation} has it. So a kind of event that is added, or a component of one, is written and
 * read without a word here.
 */
final class Values {

  private static final String TYPE = "type";
  private static final String VALUE = "value";

  private Values() {}

  /** The value as what it was declared. */
  static JsonElement write(Type type, Object value) {
    Class<?> raw = raw(type);
    Optional<Notation> notation = Notation.of(raw);
    if (notation.isPresent()) {
      return notation.get().write(value);
    }
    if (raw == Optional.class) {
      Optional<?> optional = (Optional<?>) value;
      return optional.isEmpty() ? JsonNull.INSTANCE : write(argument(type, 0), optional.get());
    }
    if (raw == OptionalInt.class) {
      OptionalInt optional = (OptionalInt) value;
      return optional.isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(optional.getAsInt());
    }
    if (raw == List.class) {
      JsonArray array = new JsonArray();
      ((List<?>) value).forEach(each -> array.add(write(argument(type, 0), each)));
      return array;
    }
    if (raw == Map.class) {
      JsonObject object = new JsonObject();
      ((Map<?, ?>) value)
          .forEach((name, each) -> object.add((String) name, write(argument(type, 1), each)));
      return object;
    }
    if (raw.isSealed()) {
      return writeKind(raw, value);
    }
    return members(raw, value, new JsonObject());
  }

  private static JsonObject writeKind(Class<?> sealed, Object value) {
    Class<?> kind = kinds(sealed).filter(each -> each.isInstance(value)).findFirst().orElseThrow();
    JsonObject object = new JsonObject();
    object.addProperty(TYPE, kind.getSimpleName());
    if (kind.isEnum()) {
      object.add(VALUE, write(kind, value));
      return object;
    }
    return members(kind, value, object);
  }

  /** What can't be known here is no record: its author reads it in the first test. */
  private static JsonObject members(Class<?> record, Object value, JsonObject object) {
    for (RecordComponent component : record.getRecordComponents()) {
      try {
        Object member = component.getAccessor().invoke(value);
        object.add(component.getName(), write(component.getGenericType(), member));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("can't read " + component, e);
      }
    }
    return object;
  }

  /**
   * The value of a type.
   *
   * @param where what to call it in errors
   * @param json null if there is none
   * @throws TraceFormatException if it isn't one
   */
  static Object read(String where, Type type, JsonElement json) {
    Class<?> raw = raw(type);
    boolean absent = json == null || json.isJsonNull();
    if (raw == Optional.class) {
      return absent ? Optional.empty() : Optional.of(read(where, argument(type, 0), json));
    }
    if (raw == OptionalInt.class) {
      return absent ? OptionalInt.empty() : OptionalInt.of((int) read(where, int.class, json));
    }
    if (absent) {
      throw new TraceFormatException("has nothing at `" + where + "`");
    }
    try {
      return readPresent(where, type, raw, json);
    } catch (TraceFormatException e) {
      throw e;
    } catch (IllegalArgumentException | UnsupportedOperationException | IllegalStateException e) {
      throw new TraceFormatException(
          "has at `" + where + "` what can't be there, " + shown(json) + ": " + e.getMessage(), e);
    }
  }

  private static String shown(JsonElement json) {
    String text = json.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static Object readPresent(String where, Type type, Class<?> raw, JsonElement json) {
    Optional<Notation> notation = Notation.of(raw);
    if (notation.isPresent()) {
      return notation.get().read(json);
    }
    if (raw == List.class) {
      List<Object> list = new ArrayList<>();
      for (JsonElement each : json.getAsJsonArray()) {
        list.add(read(where + "[" + list.size() + "]", argument(type, 0), each));
      }
      return list;
    }
    JsonObject object = json.getAsJsonObject();
    if (raw == Map.class) {
      Map<String, Object> map = new LinkedHashMap<>();
      object
          .entrySet()
          .forEach(
              each ->
                  map.put(
                      each.getKey(),
                      read(where + "." + each.getKey(), argument(type, 1), each.getValue())));
      return map;
    }
    return raw.isSealed() ? readKind(where, raw, object) : readRecord(where, raw, object);
  }

  private static Object readKind(String where, Class<?> sealed, JsonObject object) {
    String name = (String) read(where + "." + TYPE, String.class, object.get(TYPE));
    Class<?> kind =
        kinds(sealed)
            .filter(each -> each.getSimpleName().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new TraceFormatException(
                        String.format(
                            Locale.ROOT,
                            "has at `%s` the type `%s`, which this FtpNat doesn't know",
                            where,
                            name)));
    return kind.isEnum()
        ? read(where + "." + VALUE, kind, object.get(VALUE))
        : readRecord(where, kind, object);
  }

  private static Object readRecord(String where, Class<?> record, JsonObject object) {
    RecordComponent[] components = record.getRecordComponents();
    Object[] members = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      members[i] = read(where + "." + name, components[i].getGenericType(), object.get(name));
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return record.getDeclaredConstructor(types).newInstance(members);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("can't make a " + record, e);
    }
  }

  /** The kinds at the bottom of a sealed type, which are records and enums. */
  static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Values::kinds)
        : Stream.of(type);
  }

  static Class<?> raw(Type type) {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  static Type argument(Type type, int number) {
    return ((ParameterizedType) type).getActualTypeArguments()[number];
  }
}
