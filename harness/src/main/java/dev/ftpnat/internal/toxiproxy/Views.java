package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.json.Json;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonArray;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonBool;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonNumber;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonObject;
import dev.ftpnat.internal.toxiproxy.json.Json.JsonString;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Proxies and toxics as the API shows them. */
final class Views {

  private static final float LEAST_PLAIN = 1e-6f;
  private static final float MOST_PLAIN = 1e21f;

  private Views() {}

  static Json of(Proxy proxy) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("name", new JsonString(proxy.proxyName()));
    members.put("listen", new JsonString(proxy.listen()));
    members.put("upstream", new JsonString(proxy.upstream()));
    members.put("enabled", new JsonBool(proxy.isEnabled()));
    members.put("toxics", of(proxy.toxics().all()));
    return JsonObject.of(members);
  }

  static Json of(List<Toxic> toxics) {
    return new JsonArray(toxics.stream().map(Views::of).toList());
  }

  static Json of(Toxic toxic) {
    Map<String, Json> attributes = new LinkedHashMap<>();
    for (String name : toxic.type().attributes()) {
      attributes.put(name, new JsonNumber(Long.toString(toxic.attribute(name))));
    }
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("attributes", JsonObject.of(attributes));
    members.put("name", new JsonString(toxic.name()));
    members.put("type", new JsonString(toxic.type().id()));
    members.put("stream", new JsonString(toxic.stream()));
    members.put("toxicity", new JsonNumber(decimal(toxic.toxicity())));
    return JsonObject.of(members);
  }

  /** A number as Go writes it: without an exponent unless that would get long. */
  static String decimal(float number) {
    String sign = number < 0 || (number == 0 && 1 / number < 0) ? "-" : "";
    float size = Math.abs(number);
    BigDecimal exact = new BigDecimal(Float.toString(size)).stripTrailingZeros();
    if (size == 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN)) {
      return sign + exact.toPlainString();
    }
    String digits = exact.unscaledValue().toString();
    int exponent = digits.length() - 1 - exact.scale();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
  }

  static Json error(ApiException error) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("error", new JsonString(String.valueOf(error.getMessage())));
    members.put("status", new JsonNumber(Integer.toString(error.status())));
    return JsonObject.of(members);
  }
}
