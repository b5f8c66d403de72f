package dev.ftpnat.junit.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the three formats say, and that no text of a test can break them. */
class FormatsTest {

  private static final Build BUILD = new Build(4711, 1_000_000);

  private static final RunResult HOSTILE =
      Samples.result(
          Samples.HOSTILE,
          Samples.HOSTILE,
          Scenario.DIRECT,
          TlsMode.NONE,
          Samples.HOSTILE,
          Verdict.FAILED_CLEANLY,
          Samples.HOSTILE);

  private static Report report(RunResult... results) {
    return Report.of("acme", Samples.NOON, List.of(results));
  }

  /** With results of an earlier run as well. */
  private static Report ofAllKinds() {
    RunResult earlier =
        Samples.result("Other", "o", Scenario.DIRECT, TlsMode.NONE, "", Verdict.FAILED_LATE, "!");
    return Report.of("acme", Samples.NOON, Samples.ofAllKinds(), List.of(earlier));
  }

  @Test
  void jsonHasEveryResult() throws IOException {
    JsonNode json = new ObjectMapper().readTree(JsonReport.render(ofAllKinds()));
    assertThat(json.get("schema").asInt()).isEqualTo(1);
    assertThat(json.get("created").asText()).isEqualTo("2026-11-26T12:00:00Z");
    assertThat(json.get("ftpnat").asText()).matches("\\d+\\.\\d+\\..*");
    assertThat(json.get("results").size()).isEqualTo(Samples.ofAllKinds().size());
    assertThat(json.get("counts").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(Arrays.stream(Verdict.values()).map(Verdict::name).toList());
    assertThat(json.get("counts").get("SILENTLY_WRONG").asInt()).isEqualTo(2);
  }

  /** Persian has digits of its own. */
  @Test
  void reportsAreTheSameInAnyLocale() {
    String html = HtmlReport.render(ofAllKinds());
    String markdown = MarkdownReport.render(ofAllKinds());
    String json = JsonReport.render(ofAllKinds());
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, new Locale("fa", "IR"));
    try {
      assertThat(HtmlReport.render(ofAllKinds())).isEqualTo(html);
      assertThat(MarkdownReport.render(ofAllKinds())).isEqualTo(markdown);
      assertThat(JsonReport.render(ofAllKinds())).isEqualTo(json);
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  @Test
  void jsonKeepsTextAsItIs() throws IOException {
    String loneHalf = "\ud83e and \udd8a\u2028";
    RunResult odd =
        Samples.result("A", "a", Scenario.DIRECT, TlsMode.NONE, "", Verdict.FAILED_LATE, loneHalf);
    JsonNode json = new ObjectMapper().readTree(JsonReport.render(report(HOSTILE, odd)));
    JsonNode results = json.get("results");
    assertThat(results.findValuesAsText("message")).contains(Samples.HOSTILE, loneHalf);
    assertThat(results.findValuesAsText("test")).contains(Samples.HOSTILE);
  }

  @Test
  void jsonOfNothingIsJson() throws IOException {
    JsonNode json = new ObjectMapper().readTree(JsonReport.render(report()));
    assertThat(json.get("results").isEmpty()).isTrue();
  }

  @Test
  void markdownHasATableForEachClass() {
    RunResult varied =
        Samples.result(
            "UploadTest", "up", Scenario.DIRECT, TlsMode.NONE, "TLS NONE", Verdict.PASSED, "");
    assertThat(
            MarkdownReport.render(
                report(
                    Samples.result("a", Scenario.DIRECT, Verdict.PASSED),
                    Samples.result("b", Scenario.EPSV_ONLY, Verdict.EXPECTED_FAILURE),
                    varied)))
        .startsWith(
            """
            ## FTP compatibility: acme

            ✅ 2 passed · 🔸 1 failed as expected

            ### DownloadTest

            |  | a | b |
            | --- | :---: | :---: |
            | `DIRECT` | ✅ |  |
            | `EPSV_ONLY` |  | 🔸 |

            ### UploadTest

            |  |  | up |
            | --- | --- | :---: |
            | `DIRECT` | TLS NONE | ✅ |
            """);
  }

  @Test
  void whatNoClientCouldDoIsSaidInEveryFormat() throws IOException {
    Report report =
        report(
            Samples.result(
                "UploadTest",
                "up",
                Scenario.NOTHING_FORWARDED,
                TlsMode.NONE,
                "",
                Verdict.NO_WAY_THROUGH,
                "Connect timed out"));

    assertThat(MarkdownReport.render(report))
        .contains("⚪ 1 no way through", "| `NOTHING_FORWARDED` | ⚪ |")
        .contains("<code>NOTHING_FORWARDED</code>: no way through after ");
    assertThat(HtmlReport.render(report))
        .contains("class=\"cell no-way-through\"", "no way through: failed cleanly after ");
    JsonNode result = new ObjectMapper().readTree(JsonReport.render(report)).get("results").get(0);
    assertThat(result.get("verdict").asText()).isEqualTo("NO_WAY_THROUGH");
    assertThat(result.get("failedAs").asText()).isEqualTo("FAILED_CLEANLY");
  }

  @Test
  void everyVerdictHasAColourAndASign() {
    String page = HtmlReport.render(ofAllKinds());
    assertThat(Verdict.values())
        .allSatisfy(
            verdict ->
                assertThat(page)
                    .contains("\n." + verdict.slug() + " {", "id=\"sign-" + verdict.slug() + "\""));
  }

  @Test
  void markdownIsNotBrokenByNames() {
    String markdown = MarkdownReport.render(report(HOSTILE));
    Pattern bar = Pattern.compile("(?<!\\\\)\\|");
    assertThat(markdown.lines().filter(line -> line.startsWith("|")))
        .hasSize(3)
        .allMatch(line -> bar.matcher(line).results().count() == 4);
    assertThat(markdown.lines().filter(line -> !line.startsWith(Samples.HOSTILE.substring(0, 9))))
        .noneMatch(line -> line.contains("<script"));
    assertThat(markdown).contains("````text\n" + Samples.HOSTILE + "\n");
  }

  @Test
  void markdownFitsASummary() {
    List<RunResult> many =
        Collections.nCopies(
            2000,
            Samples.result(
                "A", "a", Scenario.DIRECT, TlsMode.NONE, "", Verdict.FAILED_LATE, "x".repeat(900)));
    String markdown = MarkdownReport.render(Report.of("acme", Samples.NOON, many));
    assertThat(markdown).hasSizeLessThan(100_000).containsPattern("\\d+ more are in");
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    String page = HtmlReport.render(ofAllKinds());
    assertThat(page).doesNotContain("http:", "https:", "//cdn", "@import", "%s");
    assertThat(Pattern.compile("(?:src|href)=\"(?!#|data:)").matcher(page).find()).isFalse();
  }

  @Test
  void theIdsOfThePageAreUnique() {
    List<String> ids =
        Pattern.compile(" id=\"([^\"]*)\"")
            .matcher(HtmlReport.render(ofAllKinds()))
            .results()
            .map(id -> id.group(1))
            .toList();
    assertThat(ids).hasSizeGreaterThan(Samples.ofAllKinds().size()).doesNotHaveDuplicates();
  }

  @Test
  void resultsComeBackFromTheirFilesAsTheyWere() {
    for (RunResult result : Samples.ofAllKinds()) {
      assertThat(ResultFile.parse(new ResultFile(BUILD, "/a/A.class", result).toBytes()))
          .contains(new ResultFile(BUILD, "/a/A.class", result));
    }
    assertThat(
            ResultFile.parse(new ResultFile(BUILD, "/a/A.class", HOSTILE).toBytes())
                .orElseThrow()
                .result())
        .isEqualTo(HOSTILE);
  }

  @Test
  void aFileThatIsCutOrAnotherIsNone() {
    byte[] bytes = new ResultFile(BUILD, "/a/A.class", HOSTILE).toBytes();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(ResultFile.parse(Arrays.copyOf(bytes, length))).isEqualTo(Optional.empty());
    }
    bytes[5]++;
    assertThat(ResultFile.parse(bytes)).isEmpty();
  }
}
