package dev.ftpnat.internal.toxiproxy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests and what the original answered to them, one after the other on one server. In a file, a
 * line with {@code >} is a request (method, path, body), and those with {@code <} are the response.
 * {@code @API@} stands for the address of the API, and {@code @} for ports that nobody chose.
 */
final class Exchanges {

  /** A request, and the lines that describe its response. */
  record Exchange(String request, List<String> response) {}

  private Exchanges() {}

  static List<Exchange> load(String resource) throws IOException {
    try (InputStream in = Exchanges.class.getResourceAsStream(resource)) {
      List<Exchange> all = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("> ")) {
          all.add(new Exchange(line.substring(2), new ArrayList<>()));
        } else if (line.startsWith("< ")) {
          all.get(all.size() - 1).response().add(line.substring(2));
        }
      }
      return all;
    }
  }

  /** Asks a server, and describes what it says as the file does. */
  static List<String> ask(int port, String request) throws IOException {
    String[] parts = request.split(" ", 3);
    String body = parts.length < 3 ? "" : parts[2].translateEscapes();
    RawHttp.Reply reply =
        RawHttp.call(
            port,
            parts[0],
            parts[1],
            body.replace("@API@", "127.0.0.1:" + port).getBytes(StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    lines.add(reply.status() + " " + reply.header("content-type"));
    if (!reply.header("location").isEmpty()) {
      lines.add("to " + reply.header("location"));
    }
    lines.add(
        (reply.headers().containsKey("x-toxiproxy-request-id") ? "id " : "")
            + reply.header("x-content-type-options"));
    reply.body().lines().map(line -> normalized(line, port)).forEach(lines::add);
    return lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static String normalized(String body, int port) {
    return body.replace("127.0.0.1:" + port, "@API@")
        .replaceAll("(127\\.0\\.0\\.1|\\[::1?]):[0-9]{4,5}", "$1:@")
        // An accident: what Toxiproxy logs with.
        .replace("\"Logger\":{},", "")
        // What a server calls itself that was built from source.
        .replace("\"version\": \"git\"", "\"version\": \"2.12.0\"");
  }

  /**
   * What a client makes of a response. JSON is compared as values: the original writes {@code
   * 1e+21} and escapes other characters. And why a body can't be read is said in words of Go's
   * library and of Gson's, which nobody compares: only that it is the body.
   */
  static List<Object> meaning(List<String> response) {
    return response.stream().map(Exchanges::meaning).toList();
  }

  private static Object meaning(String line) {
    if (!line.startsWith("{") && !line.startsWith("[")) {
      return line;
    }
    JsonElement json = JsonParser.parseString(line);
    if (json instanceof JsonObject object && object.has("error")) {
      String error = object.get("error").getAsString();
      object.addProperty("error", error.replaceFirst("(?s)^bad request body: .+", "bad body"));
    }
    return json;
  }
}
