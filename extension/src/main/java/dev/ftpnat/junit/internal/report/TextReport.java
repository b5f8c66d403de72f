package dev.ftpnat.junit.internal.report;

import dev.ftpnat.junit.internal.report.Table.Row;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables for the console, narrow however many columns they have. Of all signs only the one for what
 * passed isn't ASCII, so that they can be told apart whatever the console makes of it.
 */
final class TextReport {

  private static final String NOT_RUN = ".";

  private TextReport() {}

  /** The tables in which not all went as it should, with what their signs mean. */
  static String render(List<Table> all) {
    List<Table> tables = all.stream().filter(TextReport::isRemarkable).toList();
    if (tables.isEmpty()) {
      return "";
    }
    String signs =
        tables.stream()
            .flatMap(table -> table.results().stream())
            .map(RunResult::verdict)
            .distinct()
            .sorted()
            .map(verdict -> verdict.letter() + " " + verdict.label())
            .collect(Collectors.joining("   "));
    return tables.stream().map(TextReport::table).collect(Collectors.joining("\n"))
        + "\n"
        + signs
        + "\n";
  }

  private static boolean isRemarkable(Table table) {
    return !EnumSet.of(Verdict.PASSED, Verdict.EXPECTED_FAILURE, Verdict.ABORTED)
        .containsAll(table.results().stream().map(RunResult::verdict).toList());
  }

  private static String table(Table table) {
    int width =
        Stream.concat(Stream.of(oneLine(table.title())), names(table))
            .mapToInt(String::length)
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    String start = oneLine(table.title());
    List<Integer> columns = columns(table);
    StringBuilder stems = new StringBuilder();
    for (int column = 0; column < columns.size(); column++) {
      text.append(padded(start, width))
          .append("  ")
          .append(stems)
          .append(oneLine(table.columns().get(column)))
          .append('\n');
      stems.append(padded("|", columns.get(column) + 1));
      start = "";
    }
    for (Row row : table.rows()) {
      StringBuilder cells = new StringBuilder();
      for (int column = 0; column < columns.size(); column++) {
        cells.append(padded(cell(row.cells().get(column)), columns.get(column) + 1));
      }
      text.append(padded(row.setting().name(), width))
          .append("  ")
          .append(cells.toString().stripTrailing())
          .append('\n');
    }
    return text.toString();
  }

  private static Stream<String> names(Table table) {
    return table.rows().stream().map(row -> row.setting().name());
  }

  /** How wide each is. */
  private static List<Integer> columns(Table table) {
    return Stream.iterate(0, column -> column + 1)
        .limit(table.columns().size())
        .map(
            column ->
                table.rows().stream()
                    .mapToInt(row -> cell(row.cells().get(column)).length())
                    .max()
                    .orElse(1))
        .toList();
  }

  private static String cell(List<RunResult> results) {
    return results.isEmpty()
        ? NOT_RUN
        : results.stream().map(result -> result.verdict().letter()).collect(Collectors.joining());
  }

  private static String oneLine(String name) {
    return name.replaceAll("\\s+", " ");
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
