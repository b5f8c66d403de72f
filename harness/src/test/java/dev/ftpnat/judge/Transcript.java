package dev.ftpnat.judge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A session with what came of it: after a step, what the server said ({@code <}) and what happened
 * to the data connection ({@code =}).
 *
 * @param session what was done
 * @param lines steps and observations
 */
record Transcript(Session session, List<String> lines) {

  Transcript {
    lines = List.copyOf(lines);
  }

  static boolean isObservation(String line) {
    return line.startsWith("< ") || line.startsWith("= ");
  }

  /** Reads a file of them: a header with {@code #}, a line each. {@code ##} is a comment. */
  static List<Transcript> parse(String text) {
    List<Transcript> all = new ArrayList<>();
    String header = null;
    List<String> lines = new ArrayList<>();
    for (String line : (text + "\n# ").split("\n")) {
      if (line.startsWith("## ") || line.isBlank()) {
        continue;
      }
      if (line.startsWith("# ") || line.equals("#")) {
        if (header != null) {
          all.add(of(header, lines));
        }
        header = line;
        lines = new ArrayList<>();
      } else {
        lines.add(line);
      }
    }
    return all;
  }

  private static Transcript of(String header, List<String> lines) {
    String[] words = header.split(" ", 3);
    Set<ServerKind> except = EnumSet.noneOf(ServerKind.class);
    String name = words[2];
    while (name.startsWith("!")) {
      String[] split = name.split(" ", 2);
      except.add(ServerKind.valueOf(split[0].substring(1)));
      name = split[1];
    }
    Session session =
        new Session(
            name,
            Session.Mode.valueOf(words[1]),
            except,
            lines.stream().filter(line -> !isObservation(line)).toList());
    return new Transcript(session, lines);
  }

  /** The text of a resource beside this class, or nothing if there is none. */
  static String resource(String name) throws IOException {
    try (InputStream in = Transcript.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public String toString() {
    return session.header() + "\n" + String.join("\n", lines) + "\n";
  }
}
