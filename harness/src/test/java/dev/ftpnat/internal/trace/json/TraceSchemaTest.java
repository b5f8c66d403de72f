package dev.ftpnat.internal.trace.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.TraceEvent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The schema in the jar is that of the types, by which records are written. {@code
 * -Dtest.jvm=-Dschema.write=true} writes it anew.
 */
class TraceSchemaTest {

  private static final String NAME = "/dev/ftpnat/trace/trace-schema.json";

  private final Map<String, JsonObject> definitions = new TreeMap<>();

  private String schema() {
    JsonObject root = new JsonObject();
    root.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.addProperty("title", "The record of an FtpNat environment, version " + RecordJson.VERSION);
    root.addProperty(
        "description",
        "Members may be added; if one is changed or taken away, the version is another. The"
            + " password and the script of the server are left out.");
    root.addProperty("type", "object");
    JsonObject properties = new JsonObject();
    properties.add("format", constant(RecordJson.FORMAT));
    JsonObject version = new JsonObject();
    version.addProperty("const", RecordJson.VERSION);
    properties.add("version", version);
    properties.add("topology", of(TopologySettings.class));
    properties.add("omitted", of(long.class));
    properties.add("concluded", of(boolean.class));
    properties.add("events", array(of(TraceEvent.class)));
    root.add("required", names(properties));
    root.add("properties", properties);
    JsonObject defs = new JsonObject();
    definitions.forEach(defs::add);
    root.add("$defs", defs);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
  }

  private JsonObject of(Type type) {
    Class<?> raw = Values.raw(type);
    Optional<Notation> notation = Notation.of(raw);
    JsonObject schema = new JsonObject();
    if (raw.isEnum()) {
      JsonArray names = new JsonArray();
      List.of(Notation.names(raw)).forEach(names::add);
      schema.add("enum", names);
    } else if (notation.isPresent()) {
      schema.addProperty("type", notation.get().kind());
      if (!notation.get().description().isEmpty()) {
        schema.addProperty("description", notation.get().description());
      }
    } else if (raw == OptionalInt.class) {
      return orNull(of(int.class));
    } else if (raw == Optional.class) {
      return orNull(of(Values.argument(type, 0)));
    } else if (raw == List.class) {
      return array(of(Values.argument(type, 0)));
    } else if (raw == Map.class) {
      schema.addProperty("type", "object");
      schema.add("additionalProperties", of(Values.argument(type, 1)));
    } else if (raw.isSealed()) {
      JsonArray kinds = new JsonArray();
      // In an order of ours: that of the compiler isn't the same in all of them.
      Values.kinds(raw)
          .sorted(Comparator.comparing(Class::getSimpleName))
          .forEach(kind -> kinds.add(kind(raw, kind)));
      schema.add("oneOf", kinds);
    } else {
      return record(raw.getSimpleName(), raw, new JsonObject());
    }
    return schema;
  }

  /** Of several kinds, one with its type. */
  private JsonObject kind(Class<?> of, Class<?> kind) {
    JsonObject properties = new JsonObject();
    properties.add("type", constant(kind.getSimpleName()));
    String name = (of == TraceEvent.class ? "" : of.getSimpleName() + ".") + kind.getSimpleName();
    if (kind.isEnum()) {
      properties.add("value", of(kind));
      return define(name, properties);
    }
    return record(name, kind, properties);
  }

  private JsonObject record(String name, Class<?> record, JsonObject properties) {
    for (RecordComponent component : record.getRecordComponents()) {
      properties.add(component.getName(), of(component.getGenericType()));
    }
    return define(name, properties);
  }

  private JsonObject define(String name, JsonObject properties) {
    JsonObject schema = new JsonObject();
    schema.addProperty("type", "object");
    schema.add("required", names(properties));
    schema.add("properties", properties);
    definitions.put(name, schema);
    JsonObject reference = new JsonObject();
    reference.addProperty("$ref", "#/$defs/" + name);
    return reference;
  }

  private static JsonObject array(JsonObject items) {
    JsonObject schema = new JsonObject();
    schema.addProperty("type", "array");
    schema.add("items", items);
    return schema;
  }

  private static JsonObject orNull(JsonObject schema) {
    JsonObject none = new JsonObject();
    none.addProperty("type", "null");
    JsonArray both = new JsonArray();
    both.add(schema);
    both.add(none);
    JsonObject either = new JsonObject();
    either.add("oneOf", both);
    return either;
  }

  private static JsonObject constant(String text) {
    JsonObject schema = new JsonObject();
    schema.addProperty("const", text);
    return schema;
  }

  private static JsonArray names(JsonObject properties) {
    JsonArray names = new JsonArray();
    properties.keySet().forEach(names::add);
    return names;
  }

  @Test
  void itIsThatOfTheTypes() throws IOException {
    String schema = schema();
    if (Boolean.getBoolean("schema.write")) {
      Files.writeString(Path.of("src/main/resources" + NAME), schema);
      return;
    }
    try (InputStream kept = Trace.class.getResourceAsStream(NAME)) {
      assertThat(new String(kept.readAllBytes(), StandardCharsets.UTF_8))
          .as("-Dtest=TraceSchemaTest -Dtest.jvm=-Dschema.write=true writes it anew")
          .isEqualTo(schema);
    }
  }

  @Test
  void aRecordHasTheMembersThatItNames() {
    JsonObject record =
        JsonParser.parseString(new Trace(Topology.builder().build(), List.of(), 0).toJson())
            .getAsJsonObject();
    JsonObject schema = JsonParser.parseString(schema()).getAsJsonObject();

    assertThat(names(record)).isEqualTo(schema.get("required"));
    assertThat(names(record.getAsJsonObject("topology")))
        .isEqualTo(
            schema.getAsJsonObject("$defs").getAsJsonObject("TopologySettings").get("required"));
  }
}
