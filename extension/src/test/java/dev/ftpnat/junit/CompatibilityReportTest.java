package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is in the report of a run of tests. */
class CompatibilityReportTest {

  @TempDir private Path directory;

  private JsonNode run(Map<String, String> more, Class<?>... types) throws IOException {
    Map<String, String> parameters = new HashMap<>(more);
    parameters.put("ftpnat.report", directory.toString());
    parameters.putIfAbsent("ftpnat.report.summary", "off");
    Kit.run(parameters, types);
    return new ObjectMapper().readTree(directory.resolve("compatibility.json").toFile());
  }

  /** The result of the only run of a test. */
  private static JsonNode of(JsonNode report, String test) {
    List<JsonNode> found =
        report
            .get("results")
            .valueStream()
            .filter(one -> one.get("test").asText().equals(test))
            .toList();
    assertThat(found).as(test).hasSize(1);
    return found.get(0);
  }

  private static FTPClient client(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.enterLocalPassiveMode();
    return client;
  }

  static class EveryKindCase {

    @FtpNatMatrix(Scenario.DIRECT)
    void passes(FtpNat nat) throws IOException {
      assertThat(client(nat).listNames()).isEmpty();
    }

    @FtpNatMatrix(Scenario.DIRECT)
    void throwing(FtpNat nat) throws IOException {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(nat.host(), 4711));
      }
    }

    @FtpNatMatrix(value = Scenario.DIRECT, failWithinMillis = 1)
    void late() throws Exception {
      new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
      throw new IOException("late");
    }

    @FtpNatMatrix(Scenario.DIRECT)
    @Timeout(value = 50, unit = TimeUnit.MILLISECONDS)
    void outOfTime() throws InterruptedException {
      new CountDownLatch(1).await(20, TimeUnit.SECONDS);
    }

    @FtpNatMatrix(Scenario.DIRECT)
    void outOfAssertedTime() {
      assertTimeoutPreemptively(
          Duration.ofMillis(50), () -> new CountDownLatch(1).await(20, TimeUnit.SECONDS));
    }

    /** commons-net finds no files if PASV is refused, and throws nothing. */
    @FtpNatMatrix(Scenario.EPSV_ONLY)
    void silent(FtpNat nat) throws IOException {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      assertThat(client(nat).listFiles()).hasSize(1);
    }

    @FtpNatMatrix(value = Scenario.EPSV_ONLY, expectFailureIn = Scenario.EPSV_ONLY)
    void silentAsExpected(FtpNat nat) throws IOException {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      assertThat(client(nat).listFiles()).hasSize(1);
    }

    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    void beganToPass() {}

    @FtpNatMatrix(Scenario.DIRECT)
    void aborted() {
      assumeTrue(false, "on purpose");
    }
  }

  @Test
  void everyKindOfResultIsToldApart() throws IOException {
    JsonNode report = run(Map.of(), EveryKindCase.class);

    assertVerdict(report, "passes", "PASSED", "");
    assertVerdict(report, "throwing", "FAILED_CLEANLY", "java.net.");
    assertVerdict(report, "late", "FAILED_LATE", "java.io.IOException: late");
    assertVerdict(report, "outOfTime", "FAILED_LATE", "TimeoutException");
    assertVerdict(report, "outOfAssertedTime", "FAILED_LATE", "timed out after 50 ms");
    assertVerdict(report, "silent", "SILENTLY_WRONG", "Expected size: 1 but was: 0");
    assertVerdict(report, "silentAsExpected", "EXPECTED_FAILURE", "Expected size: 1");
    assertThat(of(report, "silentAsExpected").get("failedAs").asText()).isEqualTo("SILENTLY_WRONG");
    assertVerdict(report, "beganToPass", "UNEXPECTEDLY_PASSED", "Leave it out.");
    assertVerdict(report, "aborted", "ABORTED", "on purpose");

    assertThat(of(report, "silent").get("ladder").asText())
        .contains("─ 502 Command not implemented. ─");
    assertThat(of(report, "passes").get("ladder").asText()).contains("─ 226 ");
    assertThat(report.get("counts").get("FAILED_LATE").asInt()).isEqualTo(3);
    assertThat(report.get("results").size()).isEqualTo(9);
  }

  private static void assertVerdict(JsonNode report, String test, String verdict, String message) {
    JsonNode result = of(report, test);
    assertThat(result.get("verdict").asText()).as(test).isEqualTo(verdict);
    assertThat(result.get("message").asText()).as(test).contains(message);
    assertThat(result.get("message").asText().isEmpty()).as(test).isEqualTo(message.isEmpty());
  }

  static class FailsEarlyCase {

    FailsEarlyCase() {
      throw new IllegalStateException("no instance");
    }

    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    void inConstructor() {}
  }

  static class FailsInSetUpCase {

    @BeforeEach
    void setUp(FtpNat nat) throws IOException {
      client(nat);
      throw new IOException("no set-up");
    }

    @FtpNatMatrix(Scenario.DIRECT)
    void inSetUp() {}
  }

  @Test
  void whatFailsBeforeTheTestIsThereToo() throws IOException {
    JsonNode report = run(Map.of(), FailsEarlyCase.class, FailsInSetUpCase.class);
    assertVerdict(report, "inConstructor", "FAILED_CLEANLY", "no instance");
    assertVerdict(report, "inSetUp", "FAILED_CLEANLY", "no set-up");
    assertThat(of(report, "inSetUp").get("ladder").asText()).contains("├─ PASS **** ─");
  }

  @DisplayName("The client")
  static class NamesCase {

    @FtpNatMatrix(Scenario.DIRECT)
    void plain(FtpNat nat) {}

    @FtpNatMatrix(Scenario.DIRECT)
    void overloaded(FtpNat nat) {}

    @FtpNatMatrix(Scenario.DIRECT)
    void overloaded(Scenario scenario) {}

    @Nested
    class Inside {
      @FtpNatMatrix(Scenario.DIRECT)
      @DisplayName("uploads | <b>")
      void named() {}
    }
  }

  @Test
  void testsHaveTheNamesThatJunitDisplays() throws IOException {
    JsonNode report = run(Map.of(), NamesCase.class);
    assertThat(
            report
                .get("results")
                .valueStream()
                .map(one -> one.get("container").asText() + ": " + one.get("test").asText()))
        .containsExactly(
            "The client: overloaded(FtpNat)",
            "The client: overloaded(Scenario)",
            "The client: plain",
            "The client › Inside: uploads | <b>");
    assertThat(Files.readString(directory.resolve("compatibility.html")))
        .contains("uploads | &lt;b&gt;")
        .doesNotContain("uploads | <b>");
  }

  static class InheritedCase {
    @FtpNatMatrix(Scenario.DIRECT)
    void uploads(FtpNat nat) {}

    @FtpNatMatrix(Scenario.DIRECT)
    void downloads(FtpNat nat) {}
  }

  static class InheritingCase extends InheritedCase {
    @FtpNatMatrix(Scenario.DIRECT)
    void uploads(Scenario scenario) {}

    @Override
    @FtpNatMatrix(Scenario.DIRECT)
    void downloads(FtpNat nat) {}
  }

  @Test
  void aTestBesideAnInheritedOneOfItsNameIsAnother() throws IOException {
    assertThat(
            run(Map.of(), InheritingCase.class)
                .get("results")
                .valueStream()
                .map(one -> one.get("test").asText()))
        .containsExactlyInAnyOrder("uploads(FtpNat)", "uploads(Scenario)", "downloads");
  }

  private static final int SIDE_BY_SIDE = Scenario.values().length;
  private static final CyclicBarrier TOGETHER = new CyclicBarrier(SIDE_BY_SIDE);

  static class ParallelCase {
    @FtpNatMatrix
    void test(FtpNat nat, Scenario scenario) throws Exception {
      TOGETHER.await(60, TimeUnit.SECONDS);
      assertThat(scenario).isNotEqualTo(Scenario.DOUBLE_NAT);
    }
  }

  @Test
  void noResultIsLostWhenAllEndAtOnce() throws IOException {
    JsonNode report =
        run(
            Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "" + 2 * SIDE_BY_SIDE),
            ParallelCase.class);
    assertThat(report.get("results").valueStream().map(one -> one.get("scenario").asText()))
        .containsExactlyElementsOf(Stream.of(Scenario.values()).map(Scenario::name).toList());
    assertThat(report.get("counts").get("PASSED").asInt()).isEqualTo(SIDE_BY_SIDE - 1);
  }

  @Test
  void theMarkdownIsAppendedToTheSummaryOfTheJob() throws IOException {
    Path summary = Files.writeString(directory.resolve("summary.md"), "before\n");
    run(Map.of("ftpnat.report.summary", summary.toString()), NamesCase.class);
    assertThat(Files.readString(summary))
        .startsWith("before\n")
        .contains(Files.readString(directory.resolve("compatibility.md")));
  }

  static class NoMatrixCase {
    @Test
    @FtpNatEnvironment
    void test(FtpNat nat) {}
  }

  @Test
  void nothingIsWrittenWithoutAMatrixOrIfItIsOff() throws IOException {
    Path none = directory.resolve("none");
    Kit.run(Map.of("ftpnat.report", none.toString()), NoMatrixCase.class);
    assertThat(none).doesNotExist();
    Kit.run(Map.of("ftpnat.report", "off"), NamesCase.class);
    assertThat(Path.of("target/ftpnat")).doesNotExist();
    assertThat(none).doesNotExist();
  }

  @Test
  void aReportThatCannotBeWrittenFailsNoTest() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Kit.run(Map.of("ftpnat.report", file.resolve("below").toString()), NamesCase.class)
        .testEvents()
        .assertStatistics(stats -> stats.succeeded(4));
  }
}
