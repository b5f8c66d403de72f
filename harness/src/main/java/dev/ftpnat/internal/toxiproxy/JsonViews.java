package dev.ftpnat.internal.toxiproxy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;

/** Proxies and toxics as the API shows them. */
final class JsonViews {

  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  private JsonViews() {}

  static String text(JsonElement json) {
    return GSON.toJson(json);
  }

  static JsonObject of(Proxy proxy) {
    JsonObject json = new JsonObject();
    json.addProperty("name", proxy.proxyName());
    json.addProperty("listen", proxy.listen());
    json.addProperty("upstream", proxy.upstream());
    json.addProperty("enabled", proxy.isEnabled());
    json.add("toxics", of(proxy.toxics().all()));
    return json;
  }

  static JsonArray ofProxies(Collection<Proxy> proxies) {
    JsonArray json = new JsonArray();
    proxies.forEach(proxy -> json.add(of(proxy)));
    return json;
  }

  static JsonArray of(List<Toxic> toxics) {
    JsonArray json = new JsonArray();
    toxics.forEach(toxic -> json.add(of(toxic)));
    return json;
  }

  static JsonObject of(Toxic toxic) {
    JsonObject attributes = new JsonObject();
    for (String name : toxic.type().attributes()) {
      attributes.addProperty(name, toxic.attribute(name));
    }
    JsonObject json = new JsonObject();
    json.add("attributes", attributes);
    json.addProperty("name", toxic.name());
    json.addProperty("type", toxic.type().id());
    json.addProperty("stream", toxic.stream());
    json.addProperty("toxicity", decimal(toxic.toxicity()));
    return json;
  }

  /** 1 and not 1.0, as clients that look at the text know it. */
  private static BigDecimal decimal(float number) {
    BigDecimal exact = new BigDecimal(Float.toString(number)).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }

  static JsonObject error(ApiException error) {
    JsonObject json = new JsonObject();
    json.addProperty("error", String.valueOf(error.getMessage()));
    json.addProperty("status", error.status());
    return json;
  }
}
