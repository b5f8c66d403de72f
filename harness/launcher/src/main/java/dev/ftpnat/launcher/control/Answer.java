package dev.ftpnat.launcher.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Map;

/**
 * What is answered.
 *
 * @param status that of HTTP
 * @param type the body's media type
 * @param body what is sent
 * @param then what is done when it has been sent
 */
record Answer(int status, String type, byte[] body, Runnable then) {

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().setPrettyPrinting().create();

  static Answer json(Map<String, Object> members) {
    return of("application/json", (GSON.toJson(members) + "\n").getBytes(UTF_8));
  }

  static Answer of(String type, byte[] body) {
    return new Answer(200, type, body, () -> {});
  }

  static Answer text(String type, String text) {
    return of(type + "; charset=utf-8", text.getBytes(UTF_8));
  }

  static Answer nothing() {
    return new Answer(204, "application/json", new byte[0], () -> {});
  }

  static Answer error(int status, String message) {
    Map<String, Object> error = Map.of("error", message == null ? "no reason given" : message);
    return new Answer(
        status, "application/json", (GSON.toJson(error) + "\n").getBytes(UTF_8), () -> {});
  }
}
