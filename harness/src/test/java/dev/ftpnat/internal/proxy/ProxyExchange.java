package dev.ftpnat.internal.proxy;

import dev.ftpnat.internal.proxy.FtpProxy.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a client and a server do at the two ends of a proxy, in turn. Texts may name the endpoint at
 * which the server or the client listens for data, or one where nobody does, as {@code {server}},
 * {@code {client}} and {@code {closed}}.
 *
 * @param name what it is called
 * @param steps what is done, each not before the proxy is through with the one before
 */
record ProxyExchange(String name, List<Step> steps) {

  ProxyExchange {
    steps = List.copyOf(steps);
  }

  /** What is done. */
  enum Act {
    /** Says something over the control connection, in one segment. */
    SAYS,
    /** Closes the control connection. */
    CLOSES,
    /** Connects to where the proxy has said last that it listens for data. */
    CONNECTS,
    /** Sends data. */
    SENDS,
    /** Closes the data connection. */
    ENDS
  }

  /** One of them does something; nothing, if it has no such connection. */
  record Step(Side side, Act act, String text) {

    @Override
    public String toString() {
      String words =
          (side.name().charAt(0) + " " + act.name().toLowerCase(Locale.ROOT) + " " + escaped(text));
      return words.stripTrailing();
    }
  }

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char each : text.toCharArray()) {
      switch (each) {
        case '\r' -> escaped.append("\\r");
        case '\n' -> escaped.append("\\n");
        case '\\' -> escaped.append("\\\\");
        default -> {
          if (each < ' ' || each > '~') {
            escaped.append("\\x%02x".formatted((int) each));
          } else {
            escaped.append(each);
          }
        }
      }
    }
    return escaped.toString();
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each != '\\') {
        plain.append(each);
        continue;
      }
      at++;
      switch (text.charAt(at)) {
        case 'r' -> plain.append('\r');
        case 'n' -> plain.append('\n');
        case 'x' -> {
          plain.append((char) Integer.parseInt(text.substring(at + 1, at + 3), 16));
          at += 2;
        }
        default -> plain.append(text.charAt(at));
      }
    }
    return plain.toString();
  }

  /** Reads exchanges, as {@link #toString} writes them, with a blank line between. */
  static List<ProxyExchange> read(List<String> lines) {
    List<ProxyExchange> exchanges = new ArrayList<>();
    String name = "";
    List<Step> steps = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("# ")) {
        name = line.substring(2);
      } else if (!line.isBlank()) {
        String[] parts = line.split(" ", 3);
        steps.add(
            new Step(
                parts[0].equals("C") ? Side.CLIENT : Side.SERVER,
                Act.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                parts.length < 3 ? "" : unescaped(parts[2])));
      } else if (!steps.isEmpty()) {
        exchanges.add(new ProxyExchange(name, steps));
        steps.clear();
      }
    }
    if (!steps.isEmpty()) {
      exchanges.add(new ProxyExchange(name, steps));
    }
    return exchanges;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("# " + name + "\n");
    steps.forEach(step -> text.append(step).append('\n'));
    return text.toString();
  }
}
