package dev.ftpnat.trace.event;

/** Bytes of somebody unknown, for people to read. */
final class HostileText {

  private static final int SHOWN = 60;

  private HostileText() {}

  /** For example {@code 4 bytes "a;b\\n"}. */
  static String of(long bytes, String beginning) {
    if (bytes == 0) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(beginning.length(), SHOWN); i++) {
      char next = beginning.charAt(i);
      switch (next) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        default -> text.append(next >= ' ' && next <= '~' ? next : '.');
      }
    }
    return "%d bytes \"%s\"%s".formatted(bytes, text, bytes > text.length() ? "…" : "");
  }
}
