package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ftpnat.ChannelAttachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.assertj.FtpNatAssertions;
import dev.ftpnat.assertj.FtpNatSoftAssertions;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.AssertionFailedError;

/** A failed matrix is a table and a sentence each; all else is in files. */
class MatrixFailureTest {

  @TempDir private Path directory;

  private Throwable onlyFailure(Class<?> type) {
    return Kit.onlyFailure(Kit.reported(directory, type));
  }

  private static String printed(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static FTPClient client(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setPassiveNatWorkaroundStrategy(address -> address); // It believes 227.
    client.setIpAddressFromPasvResponse(true);
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.enterLocalPassiveMode();
    return client;
  }

  static class BelievesCase {
    @FtpNatMatrix(value = Scenario.PRIVATE_IP_PASV, tls = TlsMode.NONE)
    void lists(FtpNat nat) throws IOException {
      client(nat).listFiles();
    }
  }

  @Test
  void theMessageNamesScenarioAndCauseSoThatAListOfFailuresSaysEnough() {
    Throwable failure = onlyFailure(BelievesCase.class);

    // Surefire's summary shows whole messages of assertions only.
    assertThat(failure).isInstanceOf(AssertionError.class);
    assertThat(failure.getMessage())
        .matches(
            "PRIVATE_IP_PASV, TLS NONE: PRIVATE_ADDRESS_FOLLOWED: The client believed the server's"
                + " 227 and went to [^\\n]*\\.");
    assertThat(failure).cause().isInstanceOf(IOException.class).hasMessage("Connect timed out");
  }

  @Test
  void stackTracesStopAtTheTestAndTheRecordIsInTheFiles() {
    Throwable failure = onlyFailure(BelievesCase.class);

    assertThat(failure.getStackTrace())
        .singleElement()
        .satisfies(frame -> assertThat(frame.getMethodName()).isEqualTo("lists"));
    Path files;
    try (Stream<Path> all = Files.walk(directory)) {
      files =
          all.filter(path -> path.endsWith("diagnosis.txt")).findAny().orElseThrow().getParent();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(printed(failure))
        .contains("org.apache.commons.net.ftp.FTPClient.")
        .doesNotContain("org.junit.", "java.lang.reflect", "├─")
        .contains("ways out, what the network saw, and its packets: " + files);
    assertThat(printed(failure).lines()).hasSizeLessThan(25);
    assertThat(files.resolve("ladder.txt")).content().contains("├─ PASV ─");
    assertThat(files.resolve("test.txt")).content().contains("SocketTimeoutException");
  }

  @Test
  void withoutFilesAllOfItIsInTheFailure() {
    Throwable failure = Kit.onlyFailure(BelievesCase.class);

    assertThat(failure).hasMessageContaining("PRIVATE_ADDRESS_FOLLOWED");
    assertThat(printed(failure)).contains("├─ PASV ─", "Ways out:");
  }

  static class AssertionsCase {
    @FtpNatMatrix(Scenario.DIRECT)
    void comparing(FtpNat nat) throws IOException {
      client(nat);
      assertThat("a;b").isEqualTo("a;c");
    }

    @FtpNatMatrix(Scenario.PRIVATE_IP_PASV)
    void onTheNetwork(FtpNat nat) throws IOException {
      try {
        client(nat).listFiles();
      } catch (IOException e) {
        FtpNatAssertions.assertThat(nat).everyTransferCompleted();
      }
    }

    @FtpNatMatrix(Scenario.PRIVATE_IP_PASV)
    void softly(FtpNat nat) throws IOException {
      FtpNatSoftAssertions softly = new FtpNatSoftAssertions();
      try {
        client(nat).listFiles();
      } catch (IOException e) {
        softly.assertThat(nat).usedActive();
      }
      softly.assertAll();
    }

    @FtpNatMatrix(Scenario.DIRECT)
    void ofManyLines() {
      fail("line\n".repeat(500));
    }
  }

  @Test
  void anAssertionSaysWhatItExpectedAndNotTheRecordOnceMore() throws IOException {
    List<Throwable> failures = Kit.failures(Kit.reported(directory, AssertionsCase.class));

    assertThat(failures).hasSize(4);
    for (Throwable failure : failures) {
      assertThat(printed(failure)).doesNotContain("├─", "Ways out:");
      assertThat(printed(failure).lines()).hasSizeLessThan(30);
    }
    assertThat(failures)
        .extracting(MatrixFailureTest::printed)
        .filteredOn(text -> text.contains("but the client asked for none."))
        .hasSize(1);
    Throwable comparison =
        failures.stream().filter(one -> one.getMessage().contains("a;c")).findAny().orElseThrow();
    assertThat(comparison)
        .isInstanceOfSatisfying(
            AssertionFailedError.class,
            error -> assertThat(error.getExpected().getStringRepresentation()).contains("a;c"));
    assertThat(comparison.getMessage()).startsWith("DIRECT: ").doesNotContain("\n");
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(
              files.filter(
                  file -> file.endsWith("test.txt") && file.toString().contains("ofManyLines")))
          .singleElement()
          .satisfies(file -> assertThat(Files.readString(file).lines()).hasSizeGreaterThan(500));
    }
  }

  static class OtherPeerCase {
    @FtpNatMatrix(Scenario.DIRECT)
    void test(FtpNat nat) throws IOException {
      FTPClient client = client(nat);
      client.enterLocalActiveMode();
      client.setDataTimeout(Duration.ofSeconds(5));
      client.listNames();
    }
  }

  @Test
  void whatTheSimulationItselfBringsAboutIsNoCauseOfTheNetworks() throws IOException {
    Throwable failure = onlyFailure(OtherPeerCase.class);

    assertThat(failure.getMessage())
        .startsWith("DIRECT: The client refused the server's data connection: ")
        .doesNotContain("\n");
    assertThat(printed(failure)).contains(": what the network saw, and its packets: ");
    String advice = "Give it nat.serverSocketFactory(), or";
    for (String report : List.of("compatibility.md", "compatibility.html", "compatibility.json")) {
      assertThat(directory.resolve(report)).content().contains(advice);
    }
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.filter(path -> path.endsWith("test.txt")))
          .singleElement()
          .satisfies(file -> assertThat(file).content().contains(advice));
    }
  }

  static class NobodyCase {
    @FtpNatMatrix(Scenario.DIRECT)
    void test(FtpNat nat) {
      throw new IllegalStateException("no answer");
    }
  }

  @Test
  void thatNoClientCameIsSaidInWords() {
    Throwable failure = onlyFailure(NobodyCase.class);
    assertThat(failure.getMessage())
        .matches(
            "DIRECT: No client came to [0-9.]+:21\\. java.lang.IllegalStateException: no answer");
    assertThat(printed(failure))
        .contains(
            ChannelAttachment.isInstalled()
                ? "Netty's native transports, sockets with a proxy of their own"
                : "SocketChannel (NIO, Netty, MINA), sockets with a proxy of their own");
  }

  static class LifecycleCase {
    @BeforeEach
    void setUp(FtpNat nat, Scenario scenario) throws IOException {
      if (scenario == Scenario.EPSV_ONLY) {
        client(nat).retrieveFileStream("report.csv").close();
      }
    }

    @FtpNatMatrix({Scenario.EPSV_ONLY, Scenario.DIRECT, Scenario.DOUBLE_NAT})
    void test(Scenario scenario) throws IOException {
      if (scenario == Scenario.DIRECT) {
        throw new IOException("of the test");
      }
    }

    @AfterEach
    void tearDown(Scenario scenario) throws IOException {
      if (scenario != Scenario.EPSV_ONLY) {
        throw new IOException("of the tear-down");
      }
    }
  }

  @Test
  void lifecycleMethodsAreNoExceptionAndEachFailureIsToldOnce() {
    assertThat(Kit.failures(Kit.reported(directory, LifecycleCase.class)))
        .extracting(failure -> failure.getMessage().replaceAll("203[0-9.]+", "host"))
        .satisfiesExactly(
            inSetUp -> assertThat(inSetUp).startsWith("EPSV_ONLY: COMMAND_REFUSED: "),
            inTest ->
                assertThat(inTest)
                    .isEqualTo(
                        "DIRECT: No client came to host:21. java.io.IOException: of the test"),
            inTearDown -> assertThat(inTearDown).startsWith("DOUBLE_NAT: ").endsWith("tear-down"));
  }

  static class OtherThreadCase {
    @FtpNatMatrix(Scenario.DIRECT)
    @Timeout(value = 1, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void test() throws IOException {
      throw new IOException("of another thread");
    }
  }

  @Test
  void aTestInAThreadOfItsOwnIsNoneEither() {
    assertThat(printed(onlyFailure(OtherThreadCase.class)))
        .contains("IOException: of another thread", "OtherThreadCase.test(")
        .doesNotContain("org.junit.", "java.util.concurrent");
  }

  static class NothingForwardedCase {
    @FtpNatMatrix(
        exclude = {Scenario.PRIVATE_IP_PASV, Scenario.EPSV_ONLY, Scenario.TLS_BLOCKED_ALG})
    void lists(FtpNat nat) throws IOException {
      FTPClient client = client(nat);
      client.setIpAddressFromPasvResponse(false);
      client.listFiles();
    }
  }

  static class NamedCase {
    @FtpNatMatrix(Scenario.NOTHING_FORWARDED)
    void lists(FtpNat nat) throws IOException {
      client(nat).listFiles();
    }
  }

  @Test
  void whatNoClientCouldDoIsNoFailureUnlessTheTestNamesIt() throws IOException {
    EngineExecutionResults results = Kit.reported(directory, NothingForwardedCase.class);
    int played = Scenario.values().length - 3;
    results
        .testEvents()
        .assertStatistics(
            stats -> stats.started(played).succeeded(played - 3).aborted(3).failed(0));
    assertThat(
            results
                .testEvents()
                .aborted()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow()))
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .hasMessageMatching(
                        "(NOTHING_FORWARDED|PORT_TRANSLATING_NAT|SERVER_BEHIND_FIREWALL): No client gets through here in"
                            + " passive mode\\. [A-Z_]+: .*")
                    .hasCauseInstanceOf(IOException.class));
    assertThat(directory.resolve("compatibility.json"))
        .content()
        .contains("\"verdict\": \"NO_WAY_THROUGH\"", "\"failedAs\": \"FAILED_CLEANLY\"");

    assertThat(onlyFailure(NamedCase.class).getMessage())
        .startsWith("NOTHING_FORWARDED: ")
        .endsWith(
            " No client gets through here in passive mode: leave it out of `value`, or name it in"
                + " `expectFailureIn`.");
  }

  static class NoLocalFileCase {
    @FtpNatMatrix
    void uploads(FtpNat nat, Scenario scenario) throws IOException {
      if (scenario == Scenario.NOTHING_FORWARDED) {
        FTPClient client = client(nat);
        client.setIpAddressFromPasvResponse(false);
        try {
          client.listFiles();
        } catch (IOException e) {
          Files.readString(Path.of("no-such-file"));
        }
      }
    }
  }

  @Test
  void whatIsTheTestsOwnIsAFailureThoughNoClientGetsThroughThere() {
    assertThat(onlyFailure(NoLocalFileCase.class))
        .hasMessageStartingWith("NOTHING_FORWARDED: ")
        .cause()
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theEndIsTheTableAndThePathOfTheReport() {
    PrintStream before = System.out;
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
    try {
      Kit.reported(directory, BelievesCase.class);
    } finally {
      System.setOut(before);
    }
    assertThat(console.toString(StandardCharsets.UTF_8))
        .containsPattern("MatrixFailureTest.BelievesCase +lists\\R")
        .containsPattern("PRIVATE_IP_PASV, TLS NONE +x\\R")
        .containsPattern("\\Rx failed cleanly\\RFtpNat compatibility: 1 failed cleanly: ")
        .endsWith(directory.resolve("compatibility.html") + System.lineSeparator());
  }
}
