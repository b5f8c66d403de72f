package dev.ftpnat.junit.internal.report;

import dev.ftpnat.junit.internal.report.RunResult.Details;
import dev.ftpnat.junit.internal.report.RunResult.Setting;
import java.util.Locale;

/** What a cell opens: all that is known of one result. */
final class HtmlDetail {

  private HtmlDetail() {}

  /** The same in every build, so that links to it stay good. */
  static String id(RunResult result) {
    return "run-" + ResultStore.key(result);
  }

  static String render(RunResult result) {
    String id = id(result);
    return String.format(
        Locale.ROOT,
        """
        <dialog id="%s" aria-labelledby="%s-name">
        <header class="%s">
        %s<div>
        <p>%s</p>
        <h2 id="%s-name">%s <span>in</span> %s</h2>
        </div>
        <nav><button type="button" data-step="-1" aria-label="Previous result">‹</button>\
        <button type="button" data-step="1" aria-label="Next result">›</button>\
        <a href="#" class="close" role="button" aria-label="Close">×</a></nav>
        </header>
        <div class="body">
        %s</div>
        </dialog>
        """,
        id,
        id,
        result.verdict().slug(),
        HtmlReport.sign(result.verdict()),
        verdict(result),
        id,
        Html.breakable(result.test().name()),
        Html.breakable(result.setting().name()),
        body(result));
  }

  private static String verdict(RunResult result) {
    if (result.verdict() == Verdict.ABORTED) {
      return "aborted";
    }
    String as = result.failedAs().map(how -> ": " + how.label()).orElse("");
    boolean failed = !result.message().isEmpty() && result.verdict() != Verdict.UNEXPECTEDLY_PASSED;
    return String.format(
        Locale.ROOT,
        "%s%s after %s%s",
        result.verdict().label(),
        as,
        result.seconds(),
        failed ? ", allowed " + RunResult.seconds(result.failWithin()) : "");
  }

  private static String body(RunResult result) {
    Details details = result.details();
    StringBuilder html = new StringBuilder();
    html.append(facts(result));
    part(html, "diagnosis", "Diagnosis", details.diagnosis());
    part(html, "message", messageTitle(result), result.message());
    if (!details.ladderSvg().isEmpty()) {
      html.append(
          String.format(
              Locale.ROOT,
              """
          <h3>What the network saw</h3>
          <figure><img loading="lazy" alt="Sequence of connections, commands and replies; as text below" src="%s"></figure>
          <details><summary>As text</summary><pre tabindex="0">%s</pre></details>
          """,
              Html.svgUrl(details.ladderSvg()),
              Html.escape(details.ladder())));
    } else {
      part(html, "ladder", "What the network saw", details.ladder());
    }
    return html.toString();
  }

  private static String messageTitle(RunResult result) {
    return switch (result.verdict()) {
      case ABORTED -> "Reason";
      case UNEXPECTEDLY_PASSED -> "What to do";
      default -> "Failure";
    };
  }

  private static void part(StringBuilder html, String type, String title, String text) {
    if (!text.isBlank()) {
      html.append(
          String.format(
              Locale.ROOT,
              """
          <h3>%s</h3>
          <pre class="%s" tabindex="0">%s</pre>
          """,
              title,
              type,
              Html.escape(text.stripTrailing())));
    }
  }

  private static String facts(RunResult result) {
    Setting setting = result.setting();
    StringBuilder html = new StringBuilder("<dl>\n");
    fact(html, "Network", setting.place().summary());
    fact(html, "TLS", setting.tls().name().toLowerCase(Locale.ROOT));
    fact(html, "Seen from", setting.vantage().name().toLowerCase(Locale.ROOT) + " addresses");
    fact(html, "Made of", madeOf(setting.network()));
    fact(html, "Test class", result.test().type());
    String sessions = result.details().sessions().words();
    if (!sessions.isEmpty()) {
      fact(html, "TLS sessions", sessions);
    }
    return html.append("</dl>\n").toString();
  }

  private static String madeOf(String network) {
    return switch (network) {
      case "SIMULATED" -> "the simulation";
      case "KERNEL" -> "the kernel's namespaces";
      default -> "nothing: it wasn't started";
    };
  }

  private static void fact(StringBuilder html, String name, String value) {
    html.append(
        String.format(
            Locale.ROOT, "<div><dt>%s</dt><dd>%s</dd></div>\n", name, Html.escape(value)));
  }
}
