package dev.ftpnat.internal.toxiproxy.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response.
 *
 * @param headers beside those that every response has
 */
public record Response(int status, Map<String, String> headers, byte[] body) {

  /** A body of this type. */
  public static Response of(int status, String type, String body) {
    return new Response(
        status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
  }

  /** No body. */
  public static Response empty(int status) {
    return new Response(status, Map.of(), new byte[0]);
  }

  /** An error as Go's servers send it, whatever is in it. */
  public static Response error(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text + "\n")
        .with("X-Content-Type-Options", "nosniff");
  }

  /** The same with another header. */
  public Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }

  /** What a status code means. */
  static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 204 -> "No Content";
      case 301 -> "Moved Permanently";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Request Entity Too Large";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      default -> "Status";
    };
  }
}
