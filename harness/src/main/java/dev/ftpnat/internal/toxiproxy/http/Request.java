package dev.ftpnat.internal.toxiproxy.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request.
 *
 * @param path decoded, without the query
 * @param query with its question mark, if there is one
 * @param keepAlive whether the client may send another request on this connection
 * @param headers values by name in lower case
 * @param body empty if there is none
 */
public record Request(
    String method,
    String path,
    String query,
    boolean keepAlive,
    Map<String, List<String>> headers,
    byte[] body) {

  /** The first header of this name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }
}
