package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.json.Fields;
import dev.ftpnat.internal.toxiproxy.json.Json;
import dev.ftpnat.internal.toxiproxy.json.JsonException;
import dev.ftpnat.internal.toxiproxy.link.Toxics;
import dev.ftpnat.internal.toxiproxy.toxic.Direction;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import dev.ftpnat.internal.toxiproxy.toxic.ToxicType;
import java.util.HashMap;
import java.util.Map;

/** The calls that create, show and change the toxics of a proxy. */
final class ToxicCalls {

  private static final String WRAPPER = "ToxicWrapper";

  /** What Go calls the type of the body of an update. */
  private static final String CHANGES =
      "struct { Attributes interface {} \"json:\\\"attributes\\\"\";"
          + " Toxicity float32 \"json:\\\"toxicity\\\"\" }";

  private ToxicCalls() {}

  static Toxic get(Toxics toxics, String name) throws ApiException {
    return toxics.named(name).orElseThrow(() -> new ApiException(404, "toxic not found"));
  }

  static Toxic create(Toxics toxics, byte[] body) throws ApiException {
    Fields fields;
    Toxic toxic;
    try {
      fields = Fields.of(Json.parse(body), "toxics." + WRAPPER, WRAPPER);
      // Until the type is known, it takes any attributes.
      Fields attributes = fields.object("attributes", "toxics.NoopToxic", WRAPPER + ".attributes");
      String id = fields.string("type").orElse("");
      String stream = fields.string("stream").orElse("downstream");
      float toxicity = fields.decimal("toxicity").orElse(1.0f);
      String name = fields.string("name").orElse("");
      fields.check();
      attributes.check();

      Direction direction =
          Direction.named(stream)
              .orElseThrow(
                  () ->
                      new ApiException(
                          400, "stream was invalid, can be either upstream or downstream"));
      String unique = name.isEmpty() ? id + "_" + stream : name;
      ToxicType type =
          ToxicType.named(id).orElseThrow(() -> new ApiException(400, "invalid toxic type"));
      if (toxics.named(unique).isPresent()) {
        throw new ApiException(409, "toxic already exists");
      }
      Map<String, Long> values = new HashMap<>();
      type.attributes().forEach(attribute -> values.put(attribute, 0L));
      Fields given = attributesIn(fields, type);
      merge(given, type, values);
      given.check();
      toxic = new Toxic(unique, type, stream, direction, toxicity, values);
    } catch (JsonException e) {
      throw ApiException.badBody(e);
    }
    toxics.add(toxic);
    return toxic;
  }

  /** Settings that aren't mentioned stay as they are. */
  static Toxic update(Toxics toxics, String name, byte[] body) throws ApiException {
    Toxic toxic = get(toxics, name);
    try {
      Fields fields = Fields.of(Json.parse(body), CHANGES, "");
      Fields given = attributesIn(fields, toxic.type());
      Map<String, Long> values = new HashMap<>(toxic.attributes());
      merge(given, toxic.type(), values);
      float toxicity = fields.decimal("toxicity").orElse(toxic.toxicity());
      try {
        fields.check();
        given.check();
      } catch (JsonException e) {
        // As in Toxiproxy, where the attributes that could be read have changed by now.
        toxics.update(toxic.with(toxic.toxicity(), values));
        throw e;
      }
      Toxic updated = toxic.with(toxicity, values);
      toxics.update(updated);
      return updated;
    } catch (JsonException e) {
      throw ApiException.badBody(e);
    }
  }

  static void delete(Toxics toxics, String name) throws ApiException {
    toxics.remove(get(toxics, name));
  }

  private static Fields attributesIn(Fields fields, ToxicType type) {
    return fields.object("attributes", "toxics." + goName(type), goName(type) + ".attributes");
  }

  private static void merge(Fields given, ToxicType type, Map<String, Long> values) {
    for (String attribute : type.attributes()) {
      given
          .integer(attribute, type == ToxicType.SLICER ? "int" : "int64")
          .ifPresent(value -> values.put(attribute, value));
    }
  }

  private static String goName(ToxicType type) {
    return switch (type) {
      case LATENCY -> "LatencyToxic";
      case BANDWIDTH -> "BandwidthToxic";
      case SLOW_CLOSE -> "SlowCloseToxic";
      case TIMEOUT -> "TimeoutToxic";
      case RESET_PEER -> "ResetToxic";
      case SLICER -> "SlicerToxic";
      case LIMIT_DATA -> "LimitDataToxic";
      case NOOP -> "NoopToxic";
    };
  }
}
