package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.internal.AssumptionViolatedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Which files a test leaves behind. */
class RecordFilesTest {

  @TempDir Path directory;

  private EngineExecutionResults run(String record, Class<?> type) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("ftpnat.report", directory.toString());
    parameters.put("junit.platform.reporting.output.dir", directory.resolve("junit").toString());
    if (!record.isEmpty()) {
      parameters.put("ftpnat.record", record);
    }
    return Kit.run(parameters, type);
  }

  /** The files of FtpNat, not those that JUnit may have made. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .filter(file -> file.startsWith("dev."))
          .map(file -> file.substring(file.indexOf(".RecordFilesTest.") + 17))
          .sorted()
          .toList();
    }
  }

  private static void fail(FtpNat nat) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(nat.topology().server().address().orElseThrow(), 3846), 50);
    }
  }

  @FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
  static class FailingCase {
    @Test
    void fails(FtpNat nat) throws IOException {
      RecordFilesTest.fail(nat);
    }
  }

  @FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
  static class PassingCase {
    @Test
    void passes(FtpNat nat) {
      assertThat(nat.isRunning()).isTrue();
    }
  }

  static class MatrixCase {
    @FtpNatMatrix({Scenario.PRIVATE_IP_PASV, Scenario.EXTERNAL_ADDRESS})
    void fails(FtpNat nat) throws IOException {
      RecordFilesTest.fail(nat);
    }
  }

  @FtpNatEnvironment(lifecycle = FtpNatEnvironment.Lifecycle.PER_CLASS)
  static class CapturingCase {
    static boolean captured;

    @Test
    void test(FtpNat nat) {
      captured = nat.isCapturing();
    }
  }

  @Test
  void aTestThatFailsLeavesEverything() throws IOException {
    Throwable failure = Kit.onlyFailure(run("", FailingCase.class));

    assertThat(files())
        .containsExactly(
            "FailingCase/fails/diagnosis.txt",
            "FailingCase/fails/events.txt",
            "FailingCase/fails/ladder.svg",
            "FailingCase/fails/ladder.txt",
            "FailingCase/fails/packets.pcapng",
            "FailingCase/fails/test.txt",
            "FailingCase/fails/trace.json");
    Path files = directory.resolve(FailingCase.class.getCanonicalName()).resolve("fails");
    assertThat(files.resolve("ladder.txt"))
        .content()
        .contains("✗ dropped: the address is private to the");
    assertThat(files.resolve("ladder.svg")).content().startsWith("<svg");
    assertThat(files.resolve("events.txt")).content().contains("dropped by server NAT");
    assertThat(Trace.fromJson(Files.readString(files.resolve("trace.json"))).ladder().text())
        .isEqualTo(Files.readString(files.resolve("ladder.txt")));
    assertThat(Files.size(files.resolve("packets.pcapng"))).isPositive();
    assertThat(failure.getSuppressed()[0].getMessage()).contains(files.toString());
    assertThat(files.resolve("test.txt"))
        .content()
        .containsPattern("\\[method:fails\\(dev\\.ftpnat\\.FtpNat\\)\\]\\R")
        .containsPattern("\\RFtpNat\\[PRIVATE_IP_PASV at .*\\R")
        .containsPattern("\\Rfailed on \\d+ \\p{Alpha}+ 20\\d\\d, \\d\\d:\\d\\d:\\d\\d UTC\\R")
        .endsWith("SocketTimeoutException: Connect timed out\n");
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class ForeignNamesCase {
    @RepeatedTest(value = 1, name = "größer/kleiner?")
    void test(FtpNat nat) {
      throw new AssertionError(nat);
    }
  }

  @Test
  void whatDirectoriesCannotBeNamedAfterIsInTheFile() throws IOException {
    Kit.onlyFailure(run("", ForeignNamesCase.class));

    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.filter(file -> file.endsWith("test.txt")))
          .singleElement(PATH)
          .content()
          .startsWith(
              "RecordFilesTest$ForeignNamesCase › test(FtpNat) › größer/kleiner?\n[engine:");
    }
  }

  static boolean fails;

  @FtpNatEnvironment
  static class FlakyCase {
    @Test
    void sometimesFails() {
      assertThat(fails).isFalse();
    }

    @Test
    void neverFails() {}
  }

  @Test
  void whatAnEarlierRunLeftIsGoneWhenTheTestPasses() throws IOException {
    fails = true;
    assertThat(Kit.failures(run("", FlakyCase.class))).hasSize(1);
    assertThat(files()).contains("FlakyCase/sometimesFails/ladder.txt");
    Path own = directory.resolve(FlakyCase.class.getCanonicalName()).resolve("my-notes.txt");
    Files.writeString(own, "mine");
    assertThat(Kit.failures(run("", FailingCase.class))).hasSize(1);

    fails = false;
    assertThat(Kit.failures(run("", FlakyCase.class))).isEmpty();
    assertThat(files())
        .filteredOn(file -> file.startsWith("FlakyCase"))
        .containsExactly("FlakyCase/my-notes.txt");
    assertThat(files()).contains("FailingCase/fails/ladder.txt");
  }

  @FtpNatEnvironment(lifecycle = FtpNatEnvironment.Lifecycle.PER_CLASS)
  static class NoInstanceButAnEnvironmentCase {
    @BeforeAll
    static void start(FtpNat nat) {}

    NoInstanceButAnEnvironmentCase() {
      throw new IllegalStateException("on purpose");
    }

    @Test
    void test() {}
  }

  @Test
  void whatAConstructorLeftIsNotTakenForThatOfAnEarlierRun() throws IOException {
    assertThat(Kit.failures(run("", NoInstanceButAnEnvironmentCase.class))).hasSize(1);
    assertThat(files()).anyMatch(file -> file.endsWith("/ladder.txt"));
  }

  static class DynamicCase {
    @FtpNatEnvironment
    @TestFactory
    Stream<DynamicTest> tests(FtpNat nat) {
      return Stream.of("one", "two")
          .map(name -> DynamicTest.dynamicTest(name, () -> RecordFilesTest.fail(nat)));
    }
  }

  @Test
  void aDynamicTestHasItsOwn() throws IOException {
    assertThat(Kit.failures(run("", DynamicCase.class)))
        .hasSize(2)
        .allSatisfy(failure -> assertThat(failure).hasMessage("Connect timed out"));
    assertThat(files())
        .filteredOn(file -> file.endsWith("ladder.txt"))
        .hasSize(2)
        .anyMatch(file -> file.startsWith("DynamicCase/tests-one-"))
        .anyMatch(file -> file.startsWith("DynamicCase/tests-two-"));
  }

  static class OddNamesCase {
    @FtpNatEnvironment
    @Test
    void costs$5(FtpNat nat) throws IOException {
      RecordFilesTest.fail(nat);
    }
  }

  @Test
  void namesHaveNothingInThemThatAShellTakesForItself() throws IOException {
    assertThat(Kit.failures(run("", OddNamesCase.class))).hasSize(1);
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.map(path -> directory.relativize(path).toString()))
          .allMatch(path -> path.matches("[\\p{Alnum}._/-]*"))
          .anyMatch(path -> path.matches(".*/costs_5-[0-9a-f]{8}/ladder\\.txt"));
    }
  }

  @Test
  void aTestThatPassesLeavesNothingUnlessAsked() throws IOException {
    assertThat(Kit.failures(run("on-failure", PassingCase.class))).isEmpty();
    assertThat(files()).isEmpty();

    assertThat(Kit.failures(run("always", PassingCase.class))).isEmpty();
    assertThat(files())
        .containsExactly(
            "PassingCase/passes/events.txt",
            "PassingCase/passes/ladder.svg",
            "PassingCase/passes/ladder.txt",
            "PassingCase/passes/packets.pcapng",
            "PassingCase/passes/test.txt",
            "PassingCase/passes/trace.json");
  }

  @Test
  void eachRunOfAMatrixHasItsOwn() throws IOException {
    assertThat(Kit.failures(run("", MatrixCase.class))).hasSize(2);

    assertThat(files())
        .filteredOn(file -> file.endsWith("ladder.txt"))
        .hasSize(2)
        .anyMatch(file -> file.startsWith("MatrixCase/fails-PRIVATE_IP_PASV-"))
        .anyMatch(file -> file.startsWith("MatrixCase/fails-EXTERNAL_ADDRESS-"));
  }

  @Test
  void neverIsNever() throws IOException {
    Throwable failure = Kit.onlyFailure(run("never", FailingCase.class));

    assertThat(files()).isEmpty();
    assertThat(failure.getSuppressed()[0].getMessage())
        .contains("dropped")
        .doesNotContain("More of it");
  }

  @Test
  void packetsAreCapturedIfTheyMayBeWanted() {
    for (String record : List.of("never", "on-failure", "always")) {
      assertThat(Kit.failures(run(record, CapturingCase.class))).isEmpty();
      assertThat(CapturingCase.captured).as(record).isEqualTo(!record.equals("never"));
    }
  }

  @Test
  void aModeThatDoesNotExistIsNamed() {
    assertThat(Kit.onlyFailure(run("sometimes", PassingCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "configuration parameter `ftpnat.record`: \"sometimes\" is none of on-failure, always,"
                + " never");
  }

  @Test
  void whatCannotBeWrittenIsSaidAndHidesNothing() throws IOException {
    Files.writeString(directory.resolve(FailingCase.class.getCanonicalName()), "in the way");
    Throwable failure = Kit.onlyFailure(run("", FailingCase.class));

    assertThat(failure).hasMessage("Connect timed out");
    assertThat(failure.getSuppressed()[0].getMessage()).contains("There are no files of it: ");
  }

  @Test
  void whyThereAreNoFilesIsSaidIfTheExceptionSaysNothingButAPath() throws IOException {
    Path ofClass = directory.resolve(FailingCase.class.getCanonicalName());
    Files.createDirectories(ofClass);
    Files.writeString(ofClass.resolve("fails"), "in the way");
    Throwable failure = Kit.onlyFailure(run("", FailingCase.class));

    assertThat(failure.getSuppressed()[0].getMessage())
        .contains("There are no files of it: java.nio.file.FileAlreadyExistsException: " + ofClass);
  }

  @Test
  void whyTheyAreNotInTheReportsOfJUnitIsSaid() {
    assumeTrue(
        Stream.of(ExtensionContext.class.getMethods())
            .anyMatch(method -> method.getName().equals("publishDirectory")),
        "this JUnit has no files in its reports");
    ExtensionContext full =
        (ExtensionContext)
            Proxy.newProxyInstance(
                RecordFilesTest.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, called, arguments) -> {
                  throw new JUnitException(
                      "Failed to publish path", new IOException("No space left on device"));
                });

    assertThat(RecordFiles.publishByJUnit(full, directory))
        .isEqualTo(
            "\nThey aren't in JUnit's reports too: Failed to publish path:"
                + " java.io.IOException: No space left on device");
  }

  private static final AssertionError SHARED = new AssertionError("shared");

  @FtpNatEnvironment(Scenario.DIRECT)
  static class SharedFailureCase {
    @Test
    void one(FtpNat nat) {
      throw SHARED;
    }

    @Test
    void other(FtpNat nat) {
      throw SHARED;
    }
  }

  @Test
  void eachTestThatFailsWithTheSameExceptionHasItsOwn() throws IOException {
    assertThat(Kit.failures(run("", SharedFailureCase.class))).hasSize(2);

    assertThat(files())
        .contains("SharedFailureCase/one/ladder.txt", "SharedFailureCase/other/ladder.txt");
    assertThat(SHARED.getSuppressed())
        .extracting(Throwable::getMessage)
        .satisfiesExactlyInAnyOrder(
            first -> assertThat(first).contains("SharedFailureCase/one"),
            second -> assertThat(second).contains("SharedFailureCase/other"));
  }

  /** As of a library that cuts what it says in the middle of a character. */
  @FtpNatEnvironment(Scenario.DIRECT)
  static class CutMessageCase {
    @Test
    void test() {
      throw new IllegalStateException("no file \ud83d");
    }
  }

  @Test
  void aMessageThatIsCutWithinACharacterKeepsNoFileFromBeingWritten() throws IOException {
    Throwable failure = Kit.onlyFailure(run("", CutMessageCase.class));

    assertThat(failure.getSuppressed()[0]).hasMessageContaining("More of it");
    assertThat(files()).contains("CutMessageCase/test/test.txt", "CutMessageCase/test/trace.json");
    assertThat(head("CutMessageCase")).endsWith("IllegalStateException: no file ?\n");
  }

  @FtpNatEnvironment
  static class AbortedByJunit4Case {
    @Test
    void test() {
      throw new AssumptionViolatedException("on purpose");
    }
  }

  @Test
  void aTestThatIsAbortedLeavesNothing() throws IOException {
    run("", AbortedByJunit4Case.class)
        .testEvents()
        .assertStatistics(stats -> stats.started(1).aborted(1));
    assertThat(files()).isEmpty();
  }

  @FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
  static class ClosingCase {
    @Test
    void test(FtpNat nat) {
      nat.close();
      throw new IllegalStateException("on purpose");
    }
  }

  static class ClosingMatrixCase {
    @FtpNatMatrix(Scenario.DIRECT)
    void test(FtpNat nat) {
      nat.close();
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void ofAnEnvironmentThatTheTestHasClosedThereIsAllButPackets() throws IOException {
    Throwable failure = Kit.onlyFailure(run("", ClosingCase.class));

    assertThat(files())
        .containsExactly(
            "ClosingCase/test/events.txt",
            "ClosingCase/test/ladder.svg",
            "ClosingCase/test/ladder.txt",
            "ClosingCase/test/test.txt",
            "ClosingCase/test/trace.json");
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("\nMore of it: ")
        .hasMessageNotContaining("There are no files");
    assertThat(Kit.onlyFailure(run("", ClosingMatrixCase.class)).getSuppressed()[0])
        .hasMessageContaining("what the network saw: ");
  }

  private String head(String test) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      Path head =
          files
              .filter(file -> file.endsWith("test.txt") && file.toString().contains(test))
              .filter(file -> directory.relativize(file).toString().startsWith("dev."))
              .findFirst()
              .orElseThrow();
      return Files.readString(head);
    }
  }

  @Test
  void whatAConstructorOrADynamicTestHasFailedWithIsToldToo() throws IOException {
    assertThat(Kit.failures(run("", NoInstanceButAnEnvironmentCase.class))).hasSize(1);
    assertThat(head("NoInstanceButAnEnvironmentCase"))
        .contains("\nfailed on ")
        .endsWith("IllegalStateException: on purpose\n");
    assertThat(Kit.failures(run("", DynamicCase.class))).hasSize(2);
    assertThat(head("tests-two"))
        .contains("\nfailed on ")
        .endsWith("SocketTimeoutException: Connect timed out\n");
  }

  static class OverloadedBase {
    @Test
    void downloads(FtpNat nat) throws IOException {
      RecordFilesTest.fail(nat);
    }
  }

  @FtpNatEnvironment
  static class OverloadingCase extends OverloadedBase {
    @Test
    void downloads() {
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void aTestBesideAnInheritedOneOfItsNameHasItsOwn() throws IOException {
    assertThat(Kit.failures(run("", OverloadingCase.class))).hasSize(2);
    assertThat(files())
        .filteredOn(file -> file.endsWith("ladder.txt"))
        .hasSize(2)
        .anyMatch(file -> file.startsWith("OverloadingCase/downloads-downloads_FtpNat_-"))
        .anyMatch(file -> file.startsWith("OverloadingCase/downloads-downloads_-"));
  }

  @FtpNatEnvironment
  static class NestingBase {
    @Nested
    class Inner {
      @Test
      void fails(FtpNat nat) throws IOException {
        RecordFilesTest.fail(nat);
      }
    }
  }

  static class OneHeirCase extends NestingBase {}

  static class OtherHeirCase extends NestingBase {}

  @Test
  void aNestedClassHasItsOwnInEachThatInheritsIt() throws IOException {
    run("", OneHeirCase.class);
    run("", OtherHeirCase.class);

    assertThat(files())
        .filteredOn(file -> file.endsWith("ladder.txt"))
        .containsExactly(
            "OneHeirCase.Inner/fails/ladder.txt", "OtherHeirCase.Inner/fails/ladder.txt");
  }

  /** JUnit's from 5.13 on for {@code @ParameterizedClass}, as far as files ask it. */
  private static ExtensionContext context(
      String id, String displayName, Optional<Method> method, Optional<ExtensionContext> parent) {
    Map<String, Object> answers =
        Map.of(
            "getUniqueId", id,
            "getDisplayName", displayName,
            "getTestClass", Optional.of(FailingCase.class),
            "getTestMethod", method,
            "getParent", parent);
    return (ExtensionContext)
        Proxy.newProxyInstance(
            RecordFilesTest.class.getClassLoader(),
            new Class<?>[] {ExtensionContext.class},
            (proxy, called, arguments) -> answers.get(called.getName()));
  }

  @Test
  void eachInvocationOfAClassHasItsOwn() throws Exception {
    Method method = FailingCase.class.getDeclaredMethod("fails", FtpNat.class);
    String ofClass = "[engine:junit-jupiter]/[class-template:FailingCase]";
    Path ofTheClass =
        RecordFiles.relative(context(ofClass, "FailingCase", Optional.empty(), Optional.empty()));
    Set<Path> directories = new HashSet<>();
    for (int i = 1; i <= 2; i++) {
      String id = ofClass + "/[class-template-invocation:#" + i + "]";
      ExtensionContext invocation =
          context(id, "[" + i + "] port " + i, Optional.empty(), Optional.empty());
      ExtensionContext test =
          context(
              id + "/[method:fails(FtpNat)]",
              "fails(FtpNat)",
              Optional.of(method),
              Optional.of(invocation));

      assertThat(RecordFiles.relative(test).toString())
          .matches(".*FailingCase.fails-_" + i + "_port_" + i + "-[0-9a-f]{8}");
      assertThat(RecordFiles.relative(invocation).toString())
          .matches(".*FailingCase._" + i + "_port_" + i + "-[0-9a-f]{8}");
      assertThat(RecordFiles.ofOnlyRun(test))
          .matches(".*FailingCase\\.fails-_" + i + "_port_" + i + "-[0-9a-f]{8}");
      directories.add(RecordFiles.relative(test));
      directories.add(RecordFiles.relative(invocation));
    }
    assertThat(directories).hasSize(4).doesNotContain(ofTheClass);
  }
}
