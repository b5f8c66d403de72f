package dev.ftpnat.trace.diagnosis;

import dev.ftpnat.trace.event.TraceEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What went wrong in an environment, found out from its record.
 *
 * @param cause the kind of problem
 * @param sentence the same in words, with the addresses, ports and gateways
 * @param warning why the failure may not have looked like one to the program; empty if the client
 *     surely noticed
 * @param evidence the events that show it, in their order
 * @param waysOut what would help in this topology, the server's and gateways' part first; none if
 *     there is nothing to change
 */
public record Diagnosis(
    Cause cause,
    String sentence,
    Optional<String> warning,
    List<TraceEvent> evidence,
    List<WayOut> waysOut) {

  private static final int WIDTH = 100;

  public Diagnosis {
    evidence = List.copyOf(evidence);
    waysOut = List.copyOf(waysOut);
  }

  /** All of it as a block of at most 100 columns. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    wrap(text, "", "", cause + ": " + sentence);
    warning.ifPresent(words -> wrap(text, "", "", words));
    heading(text, "What the network saw:", evidence);
    for (TraceEvent event : evidence) {
      String time = String.format(Locale.ROOT, "%9.1f ms  ", event.at().toNanos() / 1e6);
      wrap(text, time, " ".repeat(time.length() + 2), event.toString());
    }
    heading(text, "Ways out:", waysOut);
    waysOut.forEach(way -> wrap(text, "  - ", "    ", way.sentence()));
    return text.toString();
  }

  private static void heading(StringBuilder text, String heading, List<?> below) {
    if (!below.isEmpty()) {
      text.append(heading).append('\n');
    }
  }

  private static void wrap(StringBuilder text, String first, String others, String words) {
    String rest = first + words;
    while (rest.length() > WIDTH) {
      int space = rest.lastIndexOf(' ', WIDTH);
      int end = space > others.length() ? space : WIDTH;
      text.append(rest, 0, end).append('\n');
      rest = others + rest.substring(end).strip();
    }
    text.append(rest).append('\n');
  }
}
