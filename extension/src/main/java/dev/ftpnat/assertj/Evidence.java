package dev.ftpnat.assertj;

import dev.ftpnat.trace.Trace;
import java.util.List;

/** What a failed assertion shows of the record, so that nobody has to run the test again. */
final class Evidence {

  /** What a person reads of a failure that isn't alone. */
  static final int MOST_LINES = 80;

  static final int MOST_COLUMNS = 240;

  private Evidence() {}

  /** What was wrong, and the end of what happened; each failure of a soft assertion has it. */
  static String of(Trace trace) {
    if (trace.events().isEmpty()) {
      return "Nothing happened.";
    }
    String ladder = bounded(trace.ladder().text());
    return trace
        .diagnosis()
        .map(diagnosis -> String.format("%s%n%n%s", diagnosis.toString().strip(), ladder))
        .orElseGet(() -> String.format("What happened:%n%s", ladder));
  }

  /** The last lines, each cut; what a test did last is what its assertions are about. */
  static String bounded(String text) {
    List<String> lines = text.lines().map(Evidence::cut).toList();
    int omitted = Math.max(0, lines.size() - MOST_LINES);
    String last = String.join(System.lineSeparator(), lines.subList(omitted, lines.size()));
    return omitted == 0
        ? last
        : String.format("... %d lines before are left out%n%s", omitted, last);
  }

  /** A line that is no longer than people read. */
  static String cut(String line) {
    return line.length() <= MOST_COLUMNS ? line : line.substring(0, MOST_COLUMNS) + "...";
  }
}
