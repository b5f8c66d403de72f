package dev.ftpnat.transcript;

import dev.ftpnat.transcript.DialogueBuilder.Begun;
import dev.ftpnat.transcript.LogLine.Kind;
import dev.ftpnat.transcript.Turn.End;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads a whole log. */
final class LogReader {

  private static final int MOST_QUOTES = 4;

  private static final Pattern RESET = Pattern.compile("(?i).*(connection reset|ECONNRESET).*");

  private static final Pattern CLOSED =
      Pattern.compile(
          "(?i).*(peer closed connection|connection (was )?(closed|lost|terminated) by"
              + "|closed by (server|remote|foreign|peer)|remote (host|server) (has )?closed"
              + "|server (unexpectedly )?closed|EOFError|lost connection|disconnected from server"
              + "|control connection closed|connection closed without indication"
              + "|unexpected end of file|FTPConnectionClosedException).*");

  private static final Pattern TIMED_OUT = Pattern.compile("(?i).*tim(ed?|e)[- ]?out.*");

  private LogReader() {}

  /** A log read in one way. */
  private record Reading(int quotes, List<LogLine> lines, long score) {}

  static Transcript read(String text) {
    Reading best =
        IntStream.rangeClosed(0, MOST_QUOTES)
            .mapToObj(quotes -> reading(text, quotes))
            .max(Comparator.comparing(Reading::score).thenComparing(read -> -read.quotes))
            .orElseThrow();
    List<LogLine> lines = InferredCommands.before(best.lines);
    List<Dialogue> dialogues = dialogues(lines);
    boolean commands = dialogues.stream().anyMatch(each -> !each.commands().isEmpty());
    boolean replies =
        dialogues.stream()
            .flatMap(each -> each.turns().stream())
            .anyMatch(turn -> turn.replies().stream().anyMatch(reply -> reply.code() > 0));
    if (!commands && !replies) {
      throw nothing(text);
    }
    return new Transcript("", client(lines), dialogues);
  }

  private static TranscriptException nothing(String text) {
    List<String> lines = text.lines().toList();
    int first = 0;
    while (first < lines.size() && lines.get(first).isBlank()) {
      first++;
    }
    String what =
        first == lines.size()
            ? "the text is empty"
            : "no FTP command and no reply from here on: \"%s\"".formatted(shown(lines.get(first)));
    return new TranscriptException(
        first == lines.size() ? 1 : first + 1,
        what
            + ". Wanted is the debug output of an FTP client: curl -v, lftp -d, wget -d, ftp -d,"
            + " FileZilla, WinSCP, Python's set_debuglevel, commons-net's PrintCommandListener");
  }

  private static String shown(String line) {
    String text = line.strip();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  // Which lines are meant ---------------------------------------------------------------------

  private static Reading reading(String text, int quotes) {
    List<LogLine> lines = consistent(LogLines.of(text, quotes));
    long said = lines.stream().filter(line -> line.kind() != Kind.OTHER).count();
    long alternations =
        IntStream.range(1, lines.size())
            .filter(n -> lines.get(n).kind() == Kind.SERVER)
            .filter(n -> lines.get(n - 1).kind() == Kind.CLIENT)
            .count();
    return new Reading(quotes, lines, said + alternations);
  }

  /** Where a log marks what it is about, nothing else counts; there is prose around it. */
  private static List<LogLine> consistent(List<LogLine> lines) {
    boolean client = hasMarked(lines, Kind.CLIENT);
    boolean server = hasMarked(lines, Kind.SERVER);
    List<LogLine> all = new ArrayList<>();
    for (LogLine line : lines) {
      boolean other =
          !line.marked()
              && (line.kind() == Kind.CLIENT && client || line.kind() == Kind.SERVER && server);
      all.add(
          other
              ? new LogLine(line.number(), Kind.OTHER, line.text(), line.connection(), false, "")
              : line);
    }
    return client || server ? all : withWgetSteps(all);
  }

  private static boolean hasMarked(List<LogLine> lines, Kind kind) {
    return lines.stream().anyMatch(line -> line.marked() && line.kind() == kind);
  }

  /** wget without -d tells of its commands otherwise. */
  private static List<LogLine> withWgetSteps(List<LogLine> lines) {
    boolean told =
        lines.stream().anyMatch(line -> line.kind() == Kind.CLIENT)
            || lines.stream().noneMatch(line -> !Markers.wgetSteps(line.text()).isEmpty());
    if (told) {
      return lines;
    }
    List<LogLine> all = new ArrayList<>();
    for (LogLine line : lines) {
      List<String> steps = line.kind() == Kind.OTHER ? Markers.wgetSteps(line.text()) : List.of();
      if (steps.isEmpty()) {
        all.add(line);
      }
      steps.forEach(
          step ->
              all.add(
                  new LogLine(line.number(), Kind.CLIENT, step, line.connection(), true, "wget")));
    }
    return all;
  }

  // What they say -----------------------------------------------------------------------------

  private static List<Dialogue> dialogues(List<LogLine> lines) {
    boolean bare = lines.stream().noneMatch(line -> line.marked() && line.kind() == Kind.SERVER);
    Map<String, DialogueBuilder> connections = new LinkedHashMap<>();
    List<String> following = following(lines);
    for (int n = 0; n < lines.size(); n++) {
      LogLine line = lines.get(n);
      DialogueBuilder builder =
          connections.computeIfAbsent(line.connection(), key -> new DialogueBuilder());
      switch (line.kind()) {
        case CLIENT -> builder.client(line.number(), line.text());
        case SERVER -> builder.server(line.number(), line.text(), following.get(n));
        case OTHER -> other(builder, line, bare);
      }
    }
    return connections.values().stream()
        .flatMap(builder -> builder.dialogues().stream())
        .sorted(Comparator.comparing(Begun::line))
        .map(Begun::dialogue)
        .toList();
  }

  /** For each line, the command that comes next on its connection; empty if none does. */
  private static List<String> following(List<LogLine> lines) {
    Map<String, String> next = new HashMap<>();
    List<String> all = new ArrayList<>();
    for (int n = lines.size() - 1; n >= 0; n--) {
      LogLine line = lines.get(n);
      all.add(next.getOrDefault(line.connection(), ""));
      if (line.kind() == Kind.CLIENT) {
        next.put(line.connection(), line.text().strip().split(" ", 2)[0].toUpperCase(Locale.ROOT));
      }
    }
    Collections.reverse(all);
    return all;
  }

  private static void other(DialogueBuilder builder, LogLine line, boolean bare) {
    if (bare && !line.marked() && builder.isWithinReply()) {
      builder.server(line.number(), line.text(), "");
      return;
    }
    end(line.text()).ifPresent(builder::end);
  }

  private static Optional<End> end(String text) {
    if (RESET.matcher(text).matches()) {
      return Optional.of(End.RESET);
    }
    if (CLOSED.matcher(text).matches()) {
      return Optional.of(End.CLOSED);
    }
    return TIMED_OUT.matcher(text).matches() ? Optional.of(End.TIMED_OUT) : Optional.empty();
  }

  // Whose it is -------------------------------------------------------------------------------

  private static String client(List<LogLine> lines) {
    Map<String, Integer> marks = new LinkedHashMap<>();
    lines.stream()
        .filter(line -> !line.client().isEmpty() && !line.client().equals("curl"))
        .forEach(line -> marks.merge(line.client(), 1, Integer::sum));
    Optional<String> most =
        marks.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    if (most.isPresent()) {
      return most.get();
    }
    boolean arrows = lines.stream().anyMatch(line -> line.marked() && line.kind() == Kind.CLIENT);
    boolean remarks = lines.stream().anyMatch(line -> line.client().equals("curl"));
    boolean replies = hasMarked(lines, Kind.SERVER);
    return remarks && arrows ? "curl" : arrows ? (replies ? "commons-net" : "ftp") : "plain";
  }
}
