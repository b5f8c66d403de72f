package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.Locale;
import java.util.Optional;

/** Which way bytes go through a proxy; Toxiproxy's API calls it a stream. */
public enum StreamDirection {
  /** From the client to the server. */
  UPSTREAM,

  /** From the server to the client. */
  DOWNSTREAM;

  /** The direction of this name, in upper or lower case. */
  public static Optional<StreamDirection> named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "upstream" -> Optional.of(UPSTREAM);
      case "downstream" -> Optional.of(DOWNSTREAM);
      default -> Optional.empty();
    };
  }
}
