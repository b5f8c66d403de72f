package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.link.ToxicCollection;
import dev.ftpnat.internal.toxiproxy.toxic.StreamDirection;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import dev.ftpnat.internal.toxiproxy.toxic.ToxicType;
import java.util.HashMap;
import java.util.Map;

/** The calls that create, show and change the toxics of a proxy. */
final class ToxicCalls {

  private ToxicCalls() {}

  static Toxic get(ToxicCollection toxics, String name) throws ApiException {
    return toxics.named(name).orElseThrow(() -> new ApiException(404, "toxic not found"));
  }

  static Toxic create(ToxicCollection toxics, byte[] body) throws ApiException {
    Fields fields = Fields.in(body);
    Fields given = fields.object("attributes");
    String id = fields.string("type").orElse("");
    String stream = fields.string("stream").orElse("downstream");
    float toxicity = fields.decimal("toxicity").orElse(1.0f);
    String name = fields.string("name").orElse("");
    fields.check();

    StreamDirection direction =
        StreamDirection.named(stream)
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
    merge(given, type, values);
    given.check();
    Toxic toxic = new Toxic(unique, type, stream, direction, toxicity, values);
    toxics.add(toxic);
    return toxic;
  }

  /** Settings that aren't mentioned stay as they are. */
  static Toxic update(ToxicCollection toxics, String name, byte[] body) throws ApiException {
    Toxic toxic = get(toxics, name);
    Fields fields = Fields.in(body);
    Fields given = fields.object("attributes");
    Map<String, Long> values = new HashMap<>(toxic.attributes());
    merge(given, toxic.type(), values);
    float toxicity = fields.decimal("toxicity").orElse(toxic.toxicity());
    try {
      fields.check();
      given.check();
    } catch (ApiException e) {
      // As in Toxiproxy, where the attributes that could be read have changed by now.
      toxics.update(toxic.with(toxic.toxicity(), values));
      throw e;
    }
    Toxic updated = toxic.with(toxicity, values);
    toxics.update(updated);
    return updated;
  }

  static void delete(ToxicCollection toxics, String name) throws ApiException {
    toxics.remove(get(toxics, name));
  }

  private static void merge(Fields given, ToxicType type, Map<String, Long> values) {
    for (String attribute : type.attributes()) {
      given.integer(attribute).ifPresent(value -> values.put(attribute, value));
    }
  }
}
