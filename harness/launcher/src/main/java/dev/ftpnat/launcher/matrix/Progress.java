package dev.ftpnat.launcher.matrix;

import dev.ftpnat.junit.internal.report.RunResult;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A line for each cell that has ended; on a terminal also one of those that are running. */
public final class Progress {

  private static final String ERASE_LINE = "\r\033[K";
  private static final int WIDTH = 78;

  private final PrintWriter out;
  private final boolean isTerminal;
  private final int all;
  private final Set<Cell> running = new LinkedHashSet<>();
  private int ended;

  /**
   * @param out where it is shown
   * @param isTerminal whether a line can be taken back there
   * @param all how many cells there are
   */
  public Progress(PrintWriter out, boolean isTerminal, int all) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.all = all;
  }

  synchronized void begins(Cell cell) {
    running.add(cell);
    showRunning();
  }

  synchronized void ended(Cell cell, RunResult result) {
    running.remove(cell);
    ended++;
    erase();
    out.println(
        "[%d/%d] %s: %s after %d ms%s"
            .formatted(ended, all, cell, words(result), result.took().toMillis(), why(result)));
    out.flush();
    showRunning();
  }

  /** Prints a line that is about no cell's end. */
  synchronized void say(String line) {
    erase();
    out.println(line);
    out.flush();
    showRunning();
  }

  synchronized void end() {
    erase();
    out.flush();
  }

  static String words(RunResult result) {
    return result.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The cause that the diagnosis begins with, or the first line of the message. */
  private static String why(RunResult result) {
    String diagnosis = result.details().diagnosis();
    int colon = diagnosis.indexOf(": ");
    if (colon > 0) {
      return ", " + diagnosis.substring(0, colon);
    }
    return result.message().isEmpty() ? "" : ", " + result.message().lines().findFirst().orElse("");
  }

  private void showRunning() {
    if (isTerminal && !running.isEmpty()) {
      String cells = running.stream().map(Cell::toString).collect(Collectors.joining(", "));
      String line = "[" + ended + "/" + all + "] running: " + cells;
      out.print(ERASE_LINE + line.substring(0, Math.min(WIDTH, line.length())));
      out.flush();
    }
  }

  private void erase() {
    if (isTerminal) {
      out.print(ERASE_LINE);
    }
  }
}
