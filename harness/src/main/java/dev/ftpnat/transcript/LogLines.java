package dev.ftpnat.transcript;

import dev.ftpnat.transcript.LogLine.Kind;
import dev.ftpnat.transcript.Markers.Marked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a log, without what stands before them: times, threads, levels, marks of quoting.
 */
final class LogLines {

  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

  private static final Pattern TIME =
      Pattern.compile(
          "[\\[(]?(?:"
              + "(?:[A-Z][a-z]{2},? )?\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}[T ,]+\\d{1,2}:\\d\\d(?::\\d\\d)?"
              + "|[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?: \\S+ \\S+?\\[\\d+\\]:)?"
              + "|\\d{1,2}:\\d\\d:\\d\\d"
              + ")(?:[.,:]\\d{1,9})?(?: ?[AP]M)?(?:Z|[+-]\\d\\d:?\\d\\d)?[\\])]?:?[\\s|]*");

  private static final Pattern BEFORE_MESSAGE =
      Pattern.compile(
          "(?:\\[[^\\]]{1,60}\\]|\\((?!\\d+\\))[^()]{1,40}\\)|TRACE|DEBUG|INFO|WARN|ERROR|FINE[RST]*|pid \\d+)[:\\s]*");

  /** Where in its source code a client says it, as browsers show it. */
  private static final Pattern SOURCE =
      Pattern.compile("[\\w./-]+\\.\\w+(?: \\[\\w+\\])?:\\d+:?\\s+");

  private static final Pattern LOGGER =
      Pattern.compile("[A-Za-z_$][\\w$.]*(?:\\.[\\w$]+)*(?::\\d+)?\\s+[-:|]+\\s");

  /** FileZilla's log files: process and connection. */
  private static final Pattern PROCESS_AND_CONNECTION = Pattern.compile("(\\d+) (\\d+) (?=\\p{L})");

  private static final Pattern FILEZILLA_SESSION = Pattern.compile("\\((\\d+)\\).*");

  private static final Pattern TRACE_HEAD = Pattern.compile("(=>|<=|==) (\\w+ \\w+|Info).*");
  private static final Pattern TRACE_DATA = Pattern.compile("[0-9a-f]{4,8}: (.*)");
  private static final int TRACE_WIDTH = 64;

  /** A line that isn't quoted as often as the others, and so none of them. */
  private static final String NOT_QUOTED = "\0";

  /** curl's progress has no end of line, and what comes next stands right behind it. */
  private static final Pattern PROGRESS =
      Pattern.compile(
          " *\\d+ +\\S+ +\\d+ +\\S+ +\\d+ +\\S+ +\\S+ +\\S+"
              + "(?: +(?:--:--:--|[\\dd :]{7}\\d)){3} [ \\d.kMGTP]{5}");

  private LogLines() {}

  /**
   * The lines of a text.
   *
   * @param quotes how many marks of quoting stand before each line that has any
   */
  static List<LogLine> of(String text, int quotes) {
    List<String> lines = unquoted(text, quotes);
    List<LogLine> all = new ArrayList<>();
    int indent = indent(lines);
    Trace trace = new Trace();
    for (int n = 0; n < lines.size(); n++) {
      String line = lines.get(n);
      if (line.equals(NOT_QUOTED)) {
        all.add(new LogLine(n + 1, Kind.OTHER, "", "", false, ""));
      } else if (!trace.takes(n + 1, line, all)) {
        trace.end(all);
        all.addAll(read(n + 1, unindented(line, indent)));
      }
    }
    trace.end(all);
    return all;
  }

  private static List<String> unquoted(String text, int quotes) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\r\n|\n|\r", -1)) {
      String rest = ESCAPE.matcher(line).replaceAll("");
      if (rest.startsWith("\ufeff")) {
        rest = rest.substring(1);
      }
      int depth = 0;
      while (depth < quotes && rest.stripLeading().startsWith(">")) {
        rest = rest.stripLeading().substring(1);
        rest = rest.startsWith(" ") ? rest.substring(1) : rest;
        depth++;
      }
      if (depth < quotes) {
        lines.add(NOT_QUOTED);
        continue;
      }
      Matcher progress = PROGRESS.matcher(rest);
      lines.add(progress.lookingAt() ? rest.substring(progress.end()) : rest);
    }
    return lines;
  }

  /** A whole log may stand further right, as in Markdown. */
  private static int indent(List<String> lines) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (String line : lines) {
      String rest = line.stripLeading();
      if (Markers.hasCode(rest) || Verbs.isCommand(rest.stripTrailing())) {
        counts.merge(line.length() - rest.length(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  private static String unindented(String line, int indent) {
    int end = 0;
    while (end < Math.min(indent, line.length()) && Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    return line.substring(end);
  }

  // One line ----------------------------------------------------------------------------------

  private static List<LogLine> read(int number, String line) {
    String left = line.stripLeading();
    Optional<Marked> marked = Markers.of(left);
    if (marked.isPresent()) {
      return of(number, marked.get(), session(left));
    }
    Matcher time = TIME.matcher(left);
    String rest = time.lookingAt() ? left.substring(time.end()) : left;
    String connection = "";
    Matcher process = PROCESS_AND_CONNECTION.matcher(rest);
    if (process.lookingAt()) {
      connection = process.group(2);
      rest = rest.substring(process.end());
    }
    Optional<LogLine> found = Optional.empty();
    for (String candidate : withoutNames(rest)) {
      Optional<Marked> mark = Markers.of(candidate);
      if (mark.isPresent()) {
        return of(number, mark.get(), connection);
      }
      if (found.isEmpty()) {
        found = unmarked(number, candidate, connection);
      }
    }
    String message = rest;
    return List.of(
        found.orElseGet(() -> new LogLine(number, Kind.OTHER, message, session(line), false, "")));
  }

  private static String session(String line) {
    Matcher session = FILEZILLA_SESSION.matcher(line);
    return session.matches() ? session.group(1) : "";
  }

  /** The line, and what is left of it when names of threads, levels and loggers are taken off. */
  private static List<String> withoutNames(String line) {
    List<String> candidates = new ArrayList<>();
    candidates.add(line);
    String rest = line;
    for (int n = 0; n < 4; n++) {
      Matcher before = BEFORE_MESSAGE.matcher(rest);
      Matcher logger = LOGGER.matcher(rest);
      Matcher source = SOURCE.matcher(rest);
      if (source.lookingAt()) {
        rest = rest.substring(source.end());
      } else if (before.lookingAt()) {
        rest = rest.substring(before.end());
      } else if (n > 0 && logger.lookingAt()) {
        rest = rest.substring(logger.end());
      } else {
        break;
      }
      candidates.add(rest.stripLeading());
    }
    return candidates;
  }

  private static List<LogLine> of(int number, Marked marked, String connection) {
    return marked.texts().stream()
        .map(text -> new LogLine(number, marked.kind(), text, connection, true, marked.client()))
        .toList();
  }

  private static Optional<LogLine> unmarked(int number, String text, String connection) {
    if (Markers.hasCode(text)) {
      return Optional.of(new LogLine(number, Kind.SERVER, text, connection, false, ""));
    }
    return Verbs.isCommand(text.stripTrailing())
        ? Optional.of(new LogLine(number, Kind.CLIENT, text.stripTrailing(), connection, false, ""))
        : Optional.empty();
  }

  // curl --trace-ascii ------------------------------------------------------------------------

  /** Blocks of what was sent and received, each line with its offset. */
  private static final class Trace {
    private Kind kind = Kind.OTHER;
    private final StringBuilder line = new StringBuilder();
    private int number;
    private boolean inside;

    boolean takes(int at, String text, List<LogLine> all) {
      String rest = text.stripLeading();
      Matcher time = TIME.matcher(rest);
      String head = time.lookingAt() ? rest.substring(time.end()) : rest;
      Matcher begin = TRACE_HEAD.matcher(head);
      if (begin.matches()) {
        end(all);
        inside = true;
        boolean header = begin.group(2).endsWith("header");
        kind = !header ? Kind.OTHER : begin.group(1).equals("=>") ? Kind.CLIENT : Kind.SERVER;
        if (begin.group(1).equals("==")) {
          all.add(new LogLine(at, Kind.OTHER, head, "", true, "curl"));
        }
        return true;
      }
      Matcher data = TRACE_DATA.matcher(rest);
      if (!inside || !data.matches()) {
        inside = false;
        return false;
      }
      number = line.length() == 0 ? at : number;
      line.append(data.group(1));
      if (data.group(1).length() < TRACE_WIDTH) {
        endLine(all);
      }
      return true;
    }

    void end(List<LogLine> all) {
      if (line.length() > 0) {
        endLine(all);
      }
    }

    private void endLine(List<LogLine> all) {
      if (kind != Kind.OTHER) {
        all.add(new LogLine(number, kind, line.toString(), "", true, "curl"));
      }
      line.setLength(0);
    }
  }
}
