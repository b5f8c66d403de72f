package dev.ftpnat.internal.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.function.Consumer;

/** Takes Telnet commands out of a line as the proxy suite does, and refuses all options. */
final class TelnetCommands {

  private static final char IAC = 255;
  private static final char DONT = 254;
  private static final char DO = 253;
  private static final char WONT = 252;
  private static final char WILL = 251;
  private static final char INTERRUPT_PROCESS = 244;
  private static final char DATA_MARK = 242;

  private TelnetCommands() {}

  /**
   * The line without them.
   *
   * @param refusal told what to answer
   */
  static String takenOut(String line, Consumer<byte[]> refusal) {
    StringBuilder rest = new StringBuilder(line);
    for (int at = rest.indexOf("" + IAC); at >= 0; at = rest.indexOf("" + IAC)) {
      char command = at + 1 < rest.length() ? rest.charAt(at + 1) : 0;
      boolean hasOption = at + 2 < rest.length();
      switch (command) {
        case WILL, WONT, DO, DONT -> {
          char answer = command == WILL || command == WONT ? DONT : WONT;
          String option = hasOption ? rest.substring(at + 2, at + 3) : "";
          refusal.accept(("" + IAC + answer + option).getBytes(ISO_8859_1));
          rest.delete(at, at + (hasOption ? 3 : 1));
        }
        case INTERRUPT_PROCESS, DATA_MARK -> rest.delete(at, at + 2);
        default -> rest.deleteCharAt(at);
      }
    }
    return rest.toString();
  }
}
