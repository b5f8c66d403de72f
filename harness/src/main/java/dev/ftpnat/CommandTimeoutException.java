package dev.ftpnat;

import dev.ftpnat.internal.text.Durations;
import java.time.Duration;
import java.util.List;

/** A {@link ClientCommand} didn't end in time, and was ended. Its message ends with its output. */
public final class CommandTimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** As many as one can read at a glance. */
  private static final int LINES = 20;

  private final String output;
  private final String errors;

  CommandTimeoutException(String program, Duration limit, String output, String errors) {
    super(
        "%s took longer than %s and was ended.%s%s"
            .formatted(
                program,
                Durations.words(limit),
                said("standard output", output),
                said("standard error", errors)));
    this.output = output;
    this.errors = errors;
  }

  private static String said(String stream, String text) {
    if (text.isBlank()) {
      return "%nThere was nothing on its %s.".formatted(stream);
    }
    List<String> lines = text.lines().toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    return "%n%s on its %s:%n  %s"
        .formatted(
            last.size() < lines.size() ? "The last " + LINES + " lines" : "What was",
            stream,
            String.join(System.lineSeparator() + "  ", last));
  }

  /** All that it had written to its standard output. */
  public String output() {
    return output;
  }

  /** All that it had written to its standard error. */
  public String errors() {
    return errors;
  }
}
