package dev.ftpnat.internal.toxiproxy.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request.
 *
 * @param method in upper case, as methods are
 * @param path decoded, without the query
 * @param query with its question mark, if there is one
 * @param http11 false if the client speaks HTTP/1.0
 * @param headers values by name in lower case
 * @param body empty if there is none
 */
public record Request(
    String method,
    String path,
    String query,
    boolean http11,
    Map<String, List<String>> headers,
    byte[] body) {

  /** The first header of this name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** Whether the client wants to send another request on this connection. */
  boolean keepAlive() {
    List<String> tokens =
        headers.getOrDefault("connection", List.of()).stream()
            .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split(",", -1)).stream())
            .map(String::strip)
            .toList();
    return http11 ? !tokens.contains("close") : tokens.contains("keep-alive");
  }
}
