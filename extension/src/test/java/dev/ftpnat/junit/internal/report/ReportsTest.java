package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.report.RunResult.TestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many JVMs, one report. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReportsTest {

  private static final Build BUILD = new Build(4711, 1_000_000);

  @TempDir private Path directory;

  private Reports reports(Build build) {
    return new Reports(directory.resolve("ftpnat"), "acme", Optional.empty(), build);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("ftpnat/compatibility.json").toFile());
  }

  private List<String> published() throws IOException {
    return json()
        .get("results")
        .valueStream()
        .map(one -> one.get("test").asText() + " " + one.get("verdict").asText())
        .toList();
  }

  @Test
  void whoPublishesLastHasTheResultsOfAll() throws IOException {
    Reports one = reports(BUILD);
    Reports other = reports(BUILD);
    one.add(Samples.result("a", Scenario.DIRECT, Verdict.PASSED));
    other.add(Samples.result("b", Scenario.DIRECT, Verdict.FAILED_LATE));
    assertThat(one.publish()).contains("FtpNat compatibility: 1 passed, 1 failed late: ");
    other.add(Samples.result("c", Scenario.DIRECT, Verdict.ABORTED));
    other.publish();
    assertThat(published()).containsExactly("a PASSED", "b FAILED_LATE", "c ABORTED");
  }

  @Test
  void aSummaryThatCannotBeWrittenCostsNoReport() throws IOException {
    Reports reports =
        new Reports(directory.resolve("ftpnat"), "acme", Optional.of(directory), BUILD);
    reports.add(Samples.result("a", Scenario.DIRECT, Verdict.PASSED));

    assertThat(reports.publish())
        .contains("1 passed", "The job's summary, " + directory + ", can't be written");
    assertThat(published()).containsExactly("a PASSED");
  }

  @Test
  void aRunThatIsRepeatedReplacesItsResult() throws IOException {
    reports(BUILD).add(Samples.result("a", Scenario.DIRECT, Verdict.FAILED_LATE));
    Reports rerun = reports(BUILD);
    rerun.add(Samples.result("a", Scenario.DIRECT, Verdict.PASSED));
    rerun.publish();
    assertThat(published()).containsExactly("a PASSED");
  }

  @Test
  void resultsOfAnEarlierBuildAreGone() throws IOException {
    Reports earlier = reports(new Build(4711, 900_000));
    earlier.add(Samples.result("removed", Scenario.DIRECT, Verdict.PASSED));
    earlier.publish();
    Reports later = reports(BUILD);
    later.add(Samples.result("a", Scenario.DIRECT, Verdict.PASSED));
    later.publish();
    assertThat(published()).containsExactly("a PASSED");
    assertThat(directory.resolve("ftpnat/.results").toFile().list())
        .filteredOn(name -> name.endsWith(".result"))
        .hasSize(1);
  }

  /** What a result is of has to be there, so it is of these tests. */
  private static RunResult ofTest(String method, int run, String displayed) {
    RunResult one = Samples.result(displayed, Scenario.DIRECT, Verdict.PASSED);
    return new RunResult(
        "[engine:junit-jupiter]/[class:%s]/[test-template:%s(dev.ftpnat.FtpNat)]/[test-template-invocation:#%d]"
            .formatted(ReportsTest.class.getName(), method, run),
        new TestName(ReportsTest.class.getName(), "ReportsTest", displayed),
        one.setting(),
        one.verdict(),
        one.failedAs(),
        one.started(),
        one.took(),
        one.failWithin(),
        one.message(),
        one.details());
  }

  @Test
  void aRunOfOneTestLeavesTheResultsOfTheOthers() throws IOException {
    Reports all = reports(new Build(4711, 900_000));
    all.add(ofTest("whoPublishesLastHasTheResultsOfAll", 1, "a"));
    all.add(ofTest("whoPublishesLastHasTheResultsOfAll", 2, "a without scenario 2"));
    all.add(ofTest("aRunThatIsRepeatedReplacesItsResult", 1, "b"));
    all.add(ofTest("aTestThatWasThere", 1, "removed"));
    all.publish();
    Reports one = reports(BUILD);
    one.add(ofTest("whoPublishesLastHasTheResultsOfAll", 1, "a"));

    assertThat(one.publish()).startsWith("FtpNat compatibility: 1 passed and 1 of earlier runs: ");
    assertThat(published()).containsExactly("a PASSED");
    assertThat(json().get("earlier").findValuesAsText("test")).containsExactly("b");
    assertThat(json().get("counts").get("PASSED").asInt()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("ftpnat/compatibility.html")))
        .contains("From earlier runs <small>the last on 26 November 2026, 12:00 UTC");
    assertThat(Files.readString(directory.resolve("ftpnat/compatibility.md")))
        .contains("Not run this time: 1 more results of earlier runs");

    Reports again = reports(BUILD);
    again.add(ofTest("aRunThatIsRepeatedReplacesItsResult", 1, "b"));
    again.publish();
    assertThat(published()).containsExactly("a PASSED", "b PASSED");
    assertThat(json().get("earlier").isEmpty()).isTrue();
  }

  /** Several modules may share a directory, and source sets of Gradle do. */
  @Test
  void resultsOfAnotherModuleStayAsLongAsItsTestIsThere() throws IOException {
    Path classFile = Files.writeString(directory.resolve("UploadTest.class"), "");
    RunResult other = Samples.result("upload", Scenario.DIRECT, Verdict.PASSED);
    Path stored = Files.createDirectories(directory.resolve("ftpnat/.results"));
    ResultStore.write(
        stored.resolve("other.result"),
        new ResultFile(new Build(4711, 900_000), classFile.toString(), other).toBytes());
    Reports one = reports(BUILD);
    one.add(ofTest("whoPublishesLastHasTheResultsOfAll", 1, "a"));

    assertThat(one.publish()).startsWith("FtpNat compatibility: 1 passed and 1 of earlier runs: ");
    assertThat(json().get("earlier").findValuesAsText("test")).containsExactly("upload");

    Files.delete(classFile);
    assertThat(one.publish()).startsWith("FtpNat compatibility: 1 passed: ");
  }

  @Test
  void aResultKnowsWhereItsTestIs() {
    assertThat(TestId.classFile(ofTest("aResultKnowsWhereItsTestIs", 1, "a")))
        .endsWith("ReportsTest.class")
        .satisfies(file -> assertThat(Path.of(file)).exists());
    assertThat(TestId.classFile(Samples.result("upload", Scenario.DIRECT, Verdict.PASSED)))
        .isEmpty();
  }

  @Test
  void onlyReportsAreInSight() throws IOException {
    Reports reports = reports(BUILD);
    reports.add(Samples.result("a", Scenario.DIRECT, Verdict.PASSED));
    reports.publish();
    assertThat(directory.resolve("ftpnat").toFile().list())
        .filteredOn(name -> !name.startsWith("."))
        .containsExactlyInAnyOrder("compatibility.html", "compatibility.md", "compatibility.json");
  }

  @Test
  void nothingIsLeftHalfWritten() throws IOException {
    Reports reports = reports(BUILD);
    reports.add(Samples.result("a", Scenario.DIRECT, Verdict.PASSED));
    reports.publish();
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  void theBuildOfAProcessIsThatOfItsStart() {
    Build build = Build.of(ProcessHandle.current());
    assertThat(build.isSameAs(Build.of(ProcessHandle.current()))).isTrue();
    assertThat(build.isSameAs(new Build(build.process(), build.started() + 1_100))).isTrue();
    assertThat(build.isSameAs(new Build(build.process(), build.started() + 60_000))).isFalse();
    assertThat(build.isSameAs(new Build(build.process() + 1, build.started()))).isFalse();
  }

  /** As Surefire starts its JVMs on Unix, by a shell; all at once. */
  @Test
  void jvmsOfABuildMakeOneReportAndOneSummary() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh here");
    Path summary = directory.resolve("summary.md");
    List<Process> jvms = new ArrayList<>();
    for (String test : List.of("a", "b", "c")) {
      jvms.add(start("-Dsurefire.test.class.path=", summary, test));
    }
    for (Process jvm : jvms) {
      String said = new String(jvm.getInputStream().readAllBytes(), UTF_8);
      assertThat(jvm.waitFor()).as(said).isZero();
    }
    int scenarios = Scenario.values().length;
    assertThat(published()).hasSize(3 * scenarios);
    assertThat(Files.readString(summary))
        .containsOnlyOnce("## FTP compatibility: acme")
        .contains("✅ " + 3 * scenarios + " passed");
  }

  /** An IDE starts JVMs, too, but isn't a build. */
  @Test
  void aJvmThatNoBuildToolHasStartedIsABuildOfItsOwn() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh here");
    for (String test : List.of("a", "b")) {
      Process jvm = start("-Dnot.a.build.tool=", directory.resolve("summary.md"), test);
      String said = new String(jvm.getInputStream().readAllBytes(), UTF_8);
      assertThat(jvm.waitFor()).as(said).isZero();
    }
    assertThat(published()).hasSize(Scenario.values().length).allMatch(it -> it.startsWith("b "));
  }

  private Process start(String option, Path summary, String test) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            "/bin/sh",
            "-c",
            "cd / && \"$@\"",
            "sh",
            java,
            option,
            "-cp",
            System.getProperty("java.class.path"),
            ReportingJvm.class.getName(),
            directory.resolve("ftpnat").toString(),
            summary.toString(),
            test)
        .redirectErrorStream(true)
        .start();
  }

  @Test
  void aSummaryKeepsWhatOthersHaveWritten() {
    String one = JobSummary.merge("others' text", "/module", "one");
    String two = JobSummary.merge(one + "more\n", "/other", "two");
    String three = JobSummary.merge(two, "/module", "three");
    assertThat(one).startsWith("others' text\n").contains("\none\n");
    assertThat(three)
        .startsWith("others' text\n")
        .contains("\nthree\n", "\nmore\n", "\ntwo\n")
        .doesNotContain("one");
    assertThat(three.indexOf("three")).isLessThan(three.indexOf("two"));
  }
}
