package dev.ftpnat.launcher.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked for.
 *
 * @param method GET, also of HEAD, PUT, …
 * @param path without the secret, decoded
 * @param body what was sent along
 */
record Request(String method, String path, InputStream body) {

  private static final int LONGEST_JSON = 1 << 20;

  /** The body as a JSON object. */
  JsonObject json() throws IOException, CallException {
    byte[] bytes = body.readNBytes(LONGEST_JSON + 1);
    if (bytes.length > LONGEST_JSON) {
      // RFC 9110, 15.5.14. Who is still sending reads no answer.
      body.transferTo(OutputStream.nullOutputStream());
      throw new CallException(
          413,
          "the body is longer than " + LONGEST_JSON + " bytes, the most that JSON may have here");
    }
    try {
      JsonElement json = JsonParser.parseString(new String(bytes, UTF_8));
      if (json.isJsonObject()) {
        return json.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new CallException(400, "the body is no JSON: " + e.getMessage());
    }
    throw new CallException(400, "the body is to be a JSON object");
  }

  static Optional<String> text(JsonObject json, String name) throws CallException {
    if (!json.has(name)) {
      return Optional.empty();
    }
    if (!json.get(name).isJsonPrimitive()) {
      throw new CallException(400, "`" + name + "` is to be a string");
    }
    return Optional.of(json.get(name).getAsString());
  }

  static String required(JsonObject json, String name) throws CallException {
    return text(json, name)
        .orElseThrow(() -> new CallException(400, "the object needs a member `" + name + "`"));
  }

  static List<String> texts(JsonObject json, String name) throws CallException {
    if (!json.has(name) || !json.get(name).isJsonArray()) {
      throw new CallException(400, "the object needs a member `" + name + "`, an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonElement each : json.getAsJsonArray(name)) {
      if (!each.isJsonPrimitive()) {
        throw new CallException(400, "`" + name + "` is to be an array of strings");
      }
      texts.add(each.getAsString());
    }
    return texts;
  }
}
