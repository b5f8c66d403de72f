package dev.ftpnat.internal.server.personality.conversation;

import java.io.IOException;
import java.util.List;

/** Why a connection can't be opened, in the words of the C library. */
public final class NetworkErrors {

  private static final List<String> KNOWN =
      List.of(
          "Connection refused",
          "Connection timed out",
          "No route to host",
          "Network is unreachable",
          "Invalid argument");

  private NetworkErrors() {}

  public static String of(IOException failure) {
    String why = String.valueOf(failure.getMessage());
    return KNOWN.stream()
        .filter(
            known ->
                why.regionMatches(true, Math.max(0, why.indexOf(known)), known, 0, known.length()))
        .findFirst()
        .orElse(
            why.contains("timed out") || failure instanceof java.net.SocketTimeoutException
                ? "Connection timed out"
                : "Connection refused");
  }
}
