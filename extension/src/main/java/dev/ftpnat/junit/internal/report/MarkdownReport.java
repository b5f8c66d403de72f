package dev.ftpnat.junit.internal.report;

import dev.ftpnat.junit.internal.report.RunResult.TlsSessions;
import dev.ftpnat.junit.internal.report.Table.Row;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The report as GitHub's Markdown, small enough for the summary of a job. */
final class MarkdownReport {

  /** A job's summary may have 1 MiB, and a job may have many modules. */
  private static final int LIMIT = 60_000;

  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]#|~@]");
  private static final Pattern TICKS = Pattern.compile("`+");

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(Report report) {
    this.report = report;
  }

  static String render(Report report) {
    return new MarkdownReport(report).render();
  }

  private String render() {
    text.append("## FTP compatibility: ").append(escape(report.module())).append("\n\n");
    text.append(
        report.counts().entrySet().stream()
            .map(count -> sign(count.getKey()) + count.getValue() + " " + count.getKey().label())
            .collect(Collectors.joining(" · ")));
    text.append("\n\n");
    report.tables().forEach(this::table);
    String sessions = TlsSessions.of(report.results()).words();
    if (!sessions.isEmpty()) {
      text.append(sessions).append("\n\n");
    }
    if (!report.earlier().isEmpty()) {
      text.append("Not run this time: ")
          .append(report.earlierResults().size())
          .append(" more results of earlier runs are in `compatibility.html`.\n\n");
    }
    List<RunResult> remarkable =
        report.results().stream().filter(result -> !result.message().isEmpty()).toList();
    int shown = 0;
    for (RunResult result : remarkable) {
      String detail = detail(result);
      if (text.length() + detail.length() > LIMIT) {
        break;
      }
      text.append(detail);
      shown++;
    }
    if (shown < remarkable.size()) {
      text.append(remarkable.size() - shown).append(" more are in `compatibility.html`.\n\n");
    }
    text.append("<sub>FtpNat ")
        .append(escape(report.version()))
        .append(" · ")
        .append(escape(report.java()))
        .append(" · ")
        .append(escape(report.os()))
        .append(" · ")
        .append(report.date())
        .append("</sub>\n");
    return text.toString();
  }

  private void table(Table table) {
    text.append("### ").append(escape(table.title())).append("\n\n");
    line(table, "", table.columns().stream().map(MarkdownReport::escape).toList());
    line(table, "---", Collections.nCopies(table.columns().size(), ":---:"));
    String last = "";
    for (Row row : table.rows()) {
      String name = row.setting().place().name();
      line(
          table.hasVariations(),
          name.equals(last) ? "" : "`" + name + "`",
          escape(row.setting().variation()),
          row.cells().stream().map(MarkdownReport::cell).toList());
      last = name;
    }
    text.append('\n');
  }

  private void line(Table table, String header, List<String> cells) {
    line(table.hasVariations(), header, header, cells);
  }

  private void line(boolean varies, String place, String variation, List<String> cells) {
    text.append("| ").append(place).append(" |");
    if (varies) {
      text.append(' ').append(variation).append(" |");
    }
    cells.forEach(cell -> text.append(' ').append(cell).append(" |"));
    text.append('\n');
  }

  private static String cell(List<RunResult> results) {
    return results.stream()
        .map(result -> result.verdict().emoji())
        .collect(Collectors.joining(" "));
  }

  private static String detail(RunResult result) {
    String content =
        result.details().diagnosis().isEmpty()
            ? result.message()
            : result.message() + "\n\n" + result.details().diagnosis().strip();
    String fence = fence(content);
    return String.format(
        Locale.ROOT,
        """
        <details><summary>%s%s, <code>%s</code>: %s after %s</summary>

        %stext
        %s
        %s

        </details>

        """,
        sign(result.verdict()),
        Html.escape(oneLine(result.test().container() + " " + result.test().name())),
        Html.escape(oneLine(result.setting().name())),
        result
            .failedAs()
            .filter(how -> result.verdict() == Verdict.EXPECTED_FAILURE)
            .map(how -> "expected, " + how.label())
            .orElse(result.verdict().label()),
        result.seconds(),
        fence,
        content,
        fence);
  }

  private static String sign(Verdict verdict) {
    return verdict.emoji() + " ";
  }

  /** Longer than any in the text, which so can't end it. */
  private static String fence(String content) {
    int longest =
        TICKS.matcher(content).results().mapToInt(run -> run.group().length()).max().orElse(0);
    return "`".repeat(Math.max(3, longest + 1));
  }

  /** Text as it is, in one line. */
  static String escape(String plain) {
    return Html.escape(SPECIAL.matcher(oneLine(plain)).replaceAll("\\\\$0"));
  }

  /** An empty line would end a table, and HTML. */
  private static String oneLine(String plain) {
    return plain.replaceAll("\\s+", " ");
  }
}
