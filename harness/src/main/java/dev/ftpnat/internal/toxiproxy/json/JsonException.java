package dev.ftpnat.internal.toxiproxy.json;

import java.io.Serial;

/** A text isn't JSON, or not what is wanted. The message says why, in Go's words. */
public final class JsonException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  /** What is wrong. */
  public JsonException(String message) {
    super(message);
  }
}
