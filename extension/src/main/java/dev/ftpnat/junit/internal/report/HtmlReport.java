package dev.ftpnat.junit.internal.report;

import dev.ftpnat.junit.internal.report.RunResult.Setting;
import dev.ftpnat.junit.internal.report.Table.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report as a page that needs nothing beside itself. Its policy lets nothing in from elsewhere,
 * and no script run but its own. Without that, cells are links to what they open.
 */
final class HtmlReport {

  private HtmlReport() {}

  static String render(Report report) {
    String script = Html.part("report.js");
    return String.format(
        Locale.ROOT,
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
        style-src 'unsafe-inline'; script-src '%s'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>FTP compatibility: %s</title>
        <link rel="icon" href="data:,">
        <style>
        %s</style>
        </head>
        <body>
        %s<header>
        <h1><span>FTP compatibility</span> %s</h1>
        <p>%s</p>
        </header>
        %s<main>
        %s</main>
        %s<script>%s</script>
        </body>
        </html>
        """,
        Html.policyHash(script),
        Html.escape(report.module()),
        Html.part("report.css"),
        Html.part("signs.svg"),
        Html.escape(report.module()),
        madeWith(report),
        legend(report),
        tables(report.tables(), "table-") + earlier(report),
        Stream.concat(report.results().stream(), report.earlierResults().stream())
            .map(HtmlDetail::render)
            .collect(Collectors.joining()),
        script);
  }

  private static String madeWith(Report report) {
    String network = report.networks().isEmpty() ? "" : report.networks() + " network";
    return Stream.of(
            report.date(), "FtpNat " + report.version(), network, report.java(), report.os())
        .filter(part -> !part.isEmpty())
        .map(part -> "<span>" + Html.escape(part) + "</span>")
        .collect(Collectors.joining("\n"));
  }

  /** Says how many there are of each verdict, and by that what the signs mean. */
  private static String legend(Report report) {
    StringBuilder bar = new StringBuilder();
    StringBuilder items = new StringBuilder();
    for (Map.Entry<Verdict, Integer> count : report.counts().entrySet()) {
      Verdict verdict = count.getKey();
      bar.append(
          String.format(
              Locale.ROOT,
              "<i class=\"%s\" style=\"flex-grow:%d\"></i>",
              verdict.slug(),
              count.getValue()));
      items.append(
          String.format(
              Locale.ROOT,
              """
          <li>%s<div><strong>%d %s</strong> <span>%s</span></div></li>
          """,
              sign(verdict),
              count.getValue(),
              verdict.label(),
              Html.escape(verdict.meaning())));
    }
    return String.format(
        Locale.ROOT,
        """
        <div class="bar" aria-hidden="true">%s</div>
        <ul class="legend" aria-label="Results">
        %s</ul>
        """,
        bar,
        items);
  }

  static String sign(Verdict verdict) {
    return String.format(
        Locale.ROOT,
        "<span class=\"sign %s\"><svg aria-hidden=\"true\"><use href=\"#sign-%s\"/></svg></span>",
        verdict.slug(),
        verdict.slug());
  }

  /** What hasn't run this time stays to be looked at, and isn't counted. */
  private static String earlier(Report report) {
    if (report.earlier().isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        """
        <h2 class="earlier">From earlier runs <small>the last on %s; not counted above</small></h2>
        %s""",
        Html.escape(report.earlierDate()),
        tables(report.earlier(), "earlier-"));
  }

  private static String tables(List<Table> tables, String id) {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < tables.size(); i++) {
      html.append(table(tables.get(i), id + i));
    }
    return html.toString();
  }

  private static String table(Table table, String id) {
    String columns =
        table.columns().stream()
            .map(name -> "<th scope=\"col\">" + Html.breakable(name) + "</th>")
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        """
        <section>
        <h2 id="%s">%s <small>%s</small></h2>
        <div class="scroll" role="region" aria-labelledby="%s" tabindex="0">
        <table>
        <thead><tr><td%s></td>%s</tr></thead>
        <tbody>
        %s</tbody>
        </table>
        </div>
        </section>
        """,
        id,
        Html.escape(table.title()),
        Html.breakable(table.type()),
        id,
        table.hasVariations() ? " colspan=\"2\"" : "",
        columns,
        rows(table));
  }

  private static String rows(Table table) {
    StringBuilder html = new StringBuilder();
    Object last = null;
    for (Row row : table.rows()) {
      Setting setting = row.setting();
      boolean begins = !Objects.equals(last, setting.place());
      last = setting.place();
      html.append(begins ? "<tr class=\"begins\">" : "<tr>");
      if (begins) {
        long rows =
            table.rows().stream()
                .filter(other -> other.setting().place().equals(setting.place()))
                .count();
        html.append(
            String.format(
                Locale.ROOT,
                "<th scope=\"%s\" rowspan=\"%d\">%s<small>%s</small></th>",
                rows > 1 ? "rowgroup" : "row",
                rows,
                Html.breakable(setting.place().name()),
                Html.escape(setting.place().summary())));
      }
      if (table.hasVariations()) {
        html.append("<th scope=\"row\">").append(Html.escape(setting.variation())).append("</th>");
      }
      row.cells().forEach(cell -> html.append(cell(cell)));
      html.append("</tr>\n");
    }
    return html.toString();
  }

  private static String cell(List<RunResult> results) {
    if (results.isEmpty()) {
      return "<td><span class=\"none\" title=\"not run\">·</span></td>";
    }
    return results.stream()
        .map(
            result ->
                String.format(
                    Locale.ROOT,
                    """
                <a class="cell %s" href="#%s" aria-label="%s">\
                <svg aria-hidden="true"><use href="#sign-%s"/></svg><small>%s</small></a>""",
                    result.verdict().slug(),
                    HtmlDetail.id(result),
                    Html.escape(label(result)),
                    result.verdict().slug(),
                    result.verdict() == Verdict.ABORTED ? "" : result.seconds()))
        .collect(Collectors.joining("", "<td>", "</td>"));
  }

  private static String label(RunResult result) {
    return String.format(
        Locale.ROOT,
        "%s in %s: %s",
        result.test().name(),
        result.setting().name(),
        result.verdict().label());
  }
}
