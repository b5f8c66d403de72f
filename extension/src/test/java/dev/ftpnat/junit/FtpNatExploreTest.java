package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import dev.ftpnat.junit.internal.explore.Terms;
import dev.ftpnat.junit.internal.explore.network.Catalogue;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** What a test with {@code @FtpNatExplore} does, and what it says. */
class FtpNatExploreTest {

  private static final AtomicInteger CALLS = new AtomicInteger();
  private static final Set<String> MODES = ConcurrentHashMap.newKeySet();

  @TempDir private Path directory;

  /** A client that reads the greeting and leaves. */
  private static int greeting(FtpNat nat) throws IOException {
    try (Socket control = new Socket(nat.host(), nat.port())) {
      control.setSoTimeout(3_000);
      return control.getInputStream().read();
    }
  }

  static class GreetedCase {
    private int before;

    @BeforeEach
    void countsOnce() {
      before++;
    }

    @FtpNatExplore(
        networks = 30,
        tls = {TlsMode.NONE, TlsMode.REQUIRED})
    void greets(FtpNat nat, TestInfo info) throws IOException {
      assertThat(before).isEqualTo(1);
      assertThat(info.getDisplayName()).isEqualTo("30 networks, seed 1");
      CALLS.incrementAndGet();
      MODES.add(nat.topology().server().tls().name());
      int ignored = greeting(nat);
    }
  }

  @Test
  void theMethodIsCalledInEachNetwork() {
    CALLS.set(0);
    MODES.clear();

    Kit.assertAllPass(GreetedCase.class, 1);
    assertThat(CALLS).hasValue(30);
    assertThat(MODES).containsExactlyInAnyOrder("NONE", "REQUIRED");
  }

  static class ParametersCase {
    @FtpNatExplore
    void counts(FtpNat nat) throws IOException {
      CALLS.incrementAndGet();
      int ignored = greeting(nat);
    }
  }

  @Test
  void parametersOfTheRunGoFirst() {
    CALLS.set(0);
    EngineExecutionResults results =
        Kit.run(
            Map.of("ftpnat.explore.networks", "5", "ftpnat.explore.seed", "42"),
            ParametersCase.class);

    assertThat(Kit.failures(results)).isEmpty();
    assertThat(CALLS).hasValue(5);
    assertThat(Kit.failures(Kit.run(Map.of("ftpnat.explore.seed", "last"), ParametersCase.class)))
        .extracting(Throwable::getMessage)
        .containsExactly(
            "configuration parameter `ftpnat.explore.seed = last` is no whole number. Use one, such"
                + " as 500.");
  }

  static class FaultyCase {
    @FtpNatExplore(networks = 60, neverSilentlyWrong = false, leavesNoSocketOpen = false)
    void wantsFeatures(FtpNat nat) throws IOException {
      int ignored = greeting(nat);
      if (!nat.topology().server().refusedCommands().isEmpty()) {
        throw new AssertionError("where am I?");
      }
    }
  }

  @Test
  void aFailureHasTheSmallestNetworkInWordsAndInCode() throws IOException {
    Throwable failure =
        Kit.onlyFailure(
            Kit.run(
                Map.of(
                    "ftpnat.report",
                    directory.toString(),
                    "ftpnat.report.summary",
                    "off",
                    "ftpnat.explore.networks",
                    "200"),
                FaultyCase.class));

    assertThat(failure)
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(AssertionError.class)
        .hasMessageContaining(" simulated networks (seed 1) in ")
        .hasMessageContaining("=== 1. It failed an assertion of the test (")
        .hasMessageContaining("where am I?")
        .hasMessageContaining("where the server refuses EPSV.")
        .hasMessageContaining(".refuse(\"EPSV\")")
        .hasMessageContaining("220");
    assertThat(
            Files.readString(
                directory
                    .resolve("explore")
                    .resolve(FaultyCase.class.getCanonicalName() + ".wantsFeatures.txt")))
        .isEqualTo(failure.getMessage());
  }

  @Test
  void alsoIfItCannotBeWritten() throws IOException {
    Files.writeString(directory.resolve("explore"), "in the way");

    assertThat(Kit.onlyFailure(Kit.reported(directory, FaultyCase.class)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("where the server refuses EPSV.");
  }

  static class LongMessageCase {
    @FtpNatExplore(networks = 60, neverSilentlyWrong = false, leavesNoSocketOpen = false)
    void wantsFeatures(FtpNat nat) throws IOException {
      int ignored = greeting(nat);
      if (!nat.topology().server().refusedCommands().isEmpty()) {
        String thrown = new AssertionError("").toString();
        throw new AssertionError("x".repeat(200 - thrown.length() - 1) + "\ud83d\ude00");
      }
    }
  }

  @Test
  void alsoIfAMessageIsCutWithinACharacter() throws IOException {
    assertThat(Kit.onlyFailure(Kit.reported(directory, LongMessageCase.class)))
        .hasMessageContaining("xxx\ud83d…");
    assertThat(
            Files.readString(
                directory
                    .resolve("explore")
                    .resolve(LongMessageCase.class.getCanonicalName() + ".wantsFeatures.txt")))
        .contains("xxx?…");
  }

  static class OddNameCase {
    @FtpNatExplore(networks = 1)
    void costs$5(FtpNat nat) throws IOException {
      int ignored = greeting(nat);
    }
  }

  @Test
  void itsFileHasNothingInItsNameThatAShellTakesForItself() throws IOException {
    assertThat(Kit.failures(Kit.reported(directory, OddNameCase.class))).isEmpty();
    try (Stream<Path> files = Files.list(directory.resolve("explore"))) {
      assertThat(files)
          .singleElement()
          .satisfies(
              file ->
                  assertThat(file.getFileName().toString())
                      .matches("[\\p{Alnum}._-]*OddNameCase\\.costs_5-[0-9a-f]{8}\\.txt"));
    }
  }

  abstract static class ContractCase {
    @FtpNatExplore(networks = 1)
    void greets(FtpNat nat) throws IOException {
      int ignored = greeting(nat);
    }

    @FtpNatExplore(networks = 1)
    void logsIn(FtpNat nat) throws IOException {
      int ignored = greeting(nat);
      throw new IOException("530 Wrong password.");
    }
  }

  static class OneClientCase extends ContractCase {}

  static class OtherClientCase extends ContractCase {}

  @Test
  void whatIsInheritedIsEachClasssOwn() {
    for (Class<?> type : List.of(OneClientCase.class, OtherClientCase.class)) {
      assertThat(Kit.onlyFailure(Kit.reported(directory, type)))
          .hasMessageContaining("`" + type.getName() + ".logsIn` fails in DIRECT");
    }

    Path files = directory.resolve("explore");
    assertThat(files.resolve(OneClientCase.class.getCanonicalName() + ".greets.txt")).exists();
    assertThat(files.resolve(OtherClientCase.class.getCanonicalName() + ".greets.txt")).exists();
  }

  static class OverloadedCase {
    @FtpNatExplore(networks = 1)
    void greets(FtpNat nat) throws IOException {
      int ignored = greeting(nat);
    }

    @FtpNatExplore(networks = 1)
    void greets(FtpNat nat, TestInfo info) throws IOException {
      int ignored = greeting(nat);
    }
  }

  @Test
  void soIsWhatIsOverloaded() throws IOException {
    assertThat(Kit.failures(Kit.reported(directory, OverloadedCase.class))).isEmpty();
    try (Stream<Path> files = Files.list(directory.resolve("explore"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(2)
          .allMatch(name -> name.matches(".*OverloadedCase\\.greets-greets_.*-[0-9a-f]{8}\\.txt"));
    }
  }

  static class SwitchedOffCase {
    @FtpNatExplore(
        networks = 30,
        neverStumbles = false,
        neverSilentlyWrong = false,
        leavesNoSocketOpen = false)
    void stumbles(FtpNat nat) throws IOException {
      int ignored = greeting(nat);
      if (!nat.topology().server().refusedCommands().isEmpty()) {
        throw new IllegalStateException("told");
      }
    }
  }

  @Test
  void anExceptionIsNoFault() {
    Kit.assertAllPass(SwitchedOffCase.class, 1);
  }

  static class WrongPasswordCase {
    @FtpNatExplore(networks = 30)
    void logsIn(FtpNat nat) throws IOException {
      CALLS.incrementAndGet();
      int ignored = greeting(nat);
      throw new IOException("530 Wrong password.");
    }
  }

  static class NeverThereCase {
    @FtpNatExplore(networks = 30)
    void asksNobody() {}
  }

  static class SlowCase {
    @FtpNatExplore(networks = 30, endsWithinMillis = 100, endsInTime = false)
    void waits() throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  @Test
  void whoFailsInDirectIsTriedInNoOtherNetwork() {
    CALLS.set(0);

    assertThat(Kit.onlyFailure(WrongPasswordCase.class))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "`@FtpNatExplore`: `%s.logsIn` fails in DIRECT, where nothing is in the client's way, so"
                    .formatted(WrongPasswordCase.class.getName())
                + " that it fails elsewhere says nothing: no other network was tried. It threw"
                + " java.io.IOException: 530 Wrong password. in"
                + " FtpNatExploreTest.WrongPasswordCase.logsIn. Mend the test first, or set `tls` to"
                + " what the client speaks.")
        .hasCauseInstanceOf(IOException.class);
    assertThat(CALLS).hasValue(1);
    assertThat(Kit.onlyFailure(NeverThereCase.class))
        .hasMessageContaining("It never came to the network.");
    assertThat(Kit.onlyFailure(SlowCase.class)).hasMessageContaining("It was still running after ");
  }

  static class AssumingCase {
    @FtpNatExplore(networks = 30)
    void assumes() {
      assumeTrue(false, "not on this machine");
    }
  }

  static class NoNetworkCase {
    @TestTemplate
    @ExtendWith(NoNetworkExtension.class)
    void greets(FtpNat nat) throws IOException {
      CALLS.incrementAndGet();
      int ignored = greeting(nat);
    }
  }

  /** As of networks that this machine hasn't. */
  static class NoNetworkExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
      return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
        ExtensionContext context) {
      Catalogue catalogue = Catalogue.all();
      return Stream.of(
          new ExploreRun(
              catalogue,
              30,
              1,
              new Terms(Set.of(), Duration.ofSeconds(10), Network.SIMULATED, 1),
              new EnvironmentLauncher(catalogue.direct().topology(), Optional.empty())
                  .impossible("there is no such network")));
    }
  }

  @Test
  void whereTheNetworksCannotBeHadItIsAbortedAndSoWhereAnAssumptionDoesNotHold() {
    CALLS.set(0);

    assertThat(abortion(NoNetworkCase.class)).hasMessage("there is no such network");
    assertThat(CALLS).hasValue(0);
    assertThat(abortion(AssumingCase.class)).hasMessageContaining("not on this machine");
  }

  private static Throwable abortion(Class<?> type) {
    List<Throwable> reasons =
        Kit.run(type)
            .testEvents()
            .aborted()
            .map(event -> event.getRequiredPayload(TestExecutionResult.class))
            .map(result -> result.getThrowable().orElseThrow())
            .toList();
    assertThat(reasons).hasSize(1);
    return reasons.get(0);
  }

  static class TwiceCase {
    @FtpNatExplore
    @FtpNatEnvironment
    void contradicts() {}
  }

  static class TestCase {
    @Test
    @FtpNatExplore(networks = 1)
    void isATest(FtpNat nat) {}
  }

  @FtpNatEnvironment(value = Scenario.DIRECT, lifecycle = Lifecycle.PER_CLASS)
  static class SharedCase {
    private final FtpNat shared;

    SharedCase(FtpNat nat) {
      shared = nat;
    }

    @FtpNatExplore(networks = 2)
    void isElsewhere(FtpNat nat) throws IOException {
      assertThat(nat).isNotSameAs(shared);
      int ignored = greeting(nat);
    }

    @Test
    void isThere(FtpNat nat) {
      assertThat(nat).isSameAs(shared);
    }
  }

  @Test
  void aConstructorGetsTheEnvironmentOfItsClass() {
    Kit.assertAllPass(SharedCase.class, 2);
  }

  static class NoneCase {
    @FtpNatExplore(networks = 0)
    void tries() {}
  }

  static class NoThreadCase {
    @FtpNatExplore(threads = -1)
    void tries() {}
  }

  static class NoTimeCase {
    @FtpNatExplore(endsWithinMillis = 0)
    void tries() {}
  }

  static class TooEarlyCase {
    @BeforeEach
    void takes(FtpNat nat) {}

    @FtpNatExplore(networks = 1)
    void tries() {}
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(Kit.onlyFailure(TwiceCase.class))
        .hasMessageContaining("`@FtpNatExplore` on method")
        .hasMessageContaining("`@FtpNatEnvironment` stands there too");
    assertThat(Kit.onlyFailure(NoneCase.class))
        .hasMessageContaining("`networks = 0` is less than one. Set it to 1 or more.");
    assertThat(
            Kit.onlyFailure(
                Kit.run(Map.of("ftpnat.explore.networks", "4294967296"), ParametersCase.class)))
        .hasMessageContaining(
            "`networks = 4294967296` is more than 2147483647. Set it, or"
                + " `-Dftpnat.explore.networks`, to that or less.");
    assertThat(Kit.failures(Kit.run(TestCase.class)))
        .extracting(Throwable::getMessage)
        .anySatisfy(
            message ->
                assertThat(message)
                    .contains("`@FtpNatExplore` on method", "`@Test` stands there too"));
    assertThat(Kit.onlyFailure(NoThreadCase.class)).hasMessageContaining("`threads = -1`");
    assertThat(Kit.onlyFailure(NoTimeCase.class)).hasMessageContaining("`endsWithinMillis = 0`");
    assertThat(Kit.onlyFailure(TooEarlyCase.class))
        .hasMessageContaining("each call of an `@FtpNatExplore` gets its own");
  }
}
