package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** How long an environment lives, however its test ends. */
class LifecycleTest {

  private static final List<FtpNat> SEEN = new ArrayList<>();

  private final ProxySelector before = ProxySelector.getDefault();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  @AfterEach
  void everythingIsClosedAtTheEnd() throws InterruptedException {
    assertThat(SEEN).isNotEmpty().allMatch(nat -> !isRunning(nat));
    assertThat(ProxySelector.getDefault()).isSameAs(before);
    Kit.assertNothingRuns();
  }

  private static boolean isRunning(FtpNat nat) {
    return nat.serverDirectory().toFile().exists();
  }

  /** Sees a new environment, after all that were seen before have ended. */
  private static void seeAlone(FtpNat nat) {
    assertThat(SEEN).doesNotContain(nat).allMatch(earlier -> !isRunning(earlier));
    see(nat);
  }

  private static void see(FtpNat nat) {
    assertThat(isRunning(nat)).isTrue();
    SEEN.add(nat);
  }

  private static void connect(FtpNat nat) throws IOException {
    try (Socket control = new Socket(nat.host(), nat.port())) {
      assertThat(control.getInputStream().read()).isEqualTo('2');
    }
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class PerMethodCase {

    private FtpNat ofSetUp;

    @BeforeEach
    void setUp(FtpNat nat) {
      ofSetUp = nat;
      seeAlone(nat);
    }

    @RepeatedTest(2)
    void repeated(FtpNat nat) {
      assertThat(nat).isSameAs(ofSetUp);
    }

    @Test
    void once(FtpNat nat) {
      assertThat(nat).isSameAs(ofSetUp);
    }

    @AfterEach
    void tearDown(FtpNat nat) {
      assertThat(nat).isSameAs(ofSetUp);
      assertThat(isRunning(nat)).isTrue();
    }
  }

  @Test
  void eachTestMethodHasItsOwn() {
    Kit.assertAllPass(PerMethodCase.class, 3);
    assertThat(SEEN).hasSize(3);
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstanceCase extends PerMethodCase {}

  @Test
  void alsoIfTheyShareATestInstance() {
    Kit.assertAllPass(OneInstanceCase.class, 3);
    assertThat(SEEN).hasSize(3);
  }

  @FtpNatEnvironment(value = Scenario.DIRECT, lifecycle = Lifecycle.PER_CLASS)
  static class PerClassCase {

    @BeforeAll
    static void first(FtpNat nat) {
      seeAlone(nat);
    }

    PerClassCase(FtpNat nat) {
      see(nat);
    }

    @RepeatedTest(2)
    void test(FtpNat nat) {
      see(nat);
    }

    @Nested
    class Inner {
      @Test
      void test(FtpNat nat) {
        see(nat);
      }
    }

    @AfterAll
    static void last(FtpNat nat) {
      see(nat);
    }
  }

  @Test
  void perClassMeansOneForAllTestsNestedOnesIncluded() {
    Kit.assertAllPass(PerClassCase.class, 3);
    assertThat(SEEN).hasSizeGreaterThan(4).containsOnly(SEEN.get(0));
  }

  static class PerClassSubclassCase extends PerClassCase {
    PerClassSubclassCase(FtpNat nat) {
      super(nat);
    }
  }

  @Test
  void eachClassThatInheritsPerClassHasItsOwn() {
    Kit.run(PerClassCase.class, PerClassSubclassCase.class)
        .testEvents()
        .assertStatistics(stats -> stats.succeeded(6));
    assertThat(SEEN.stream().distinct()).hasSize(2);
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class DynamicCase {
    @TestFactory
    Stream<DynamicTest> tests(FtpNat nat) {
      seeAlone(nat);
      return Stream.of("one", "two").map(name -> DynamicTest.dynamicTest(name, () -> connect(nat)));
    }
  }

  @Test
  void aTestFactorysLivesUntilTheLastOfItsTests() {
    Kit.assertAllPass(DynamicCase.class, 2);
    assertThat(SEEN).hasSize(1);
  }

  @FtpNatEnvironment
  static class FailingCase {
    @RepeatedTest(2)
    void test(FtpNat nat) {
      seeAlone(nat);
      throw new AssertionError("on purpose");
    }
  }

  @FtpNatEnvironment
  static class AbortingCase {
    @RepeatedTest(2)
    void test(FtpNat nat) {
      seeAlone(nat);
      assumeTrue(false, "on purpose");
    }
  }

  @Test
  void endsWithATestThatFailsOrIsAborted() {
    Kit.run(FailingCase.class).testEvents().assertStatistics(stats -> stats.failed(2));
    Kit.run(AbortingCase.class).testEvents().assertStatistics(stats -> stats.aborted(2));
  }

  @FtpNatEnvironment(value = Scenario.DIRECT, lifecycle = Lifecycle.PER_CLASS)
  static class FailingSetUpCase {
    @BeforeAll
    static void setUp(FtpNat nat) {
      seeAlone(nat);
      throw new AssertionError("on purpose");
    }

    @Test
    void test() {}
  }

  @Test
  void perClassEndsWithAClassThatFails() {
    assertThat(Kit.onlyFailure(FailingSetUpCase.class)).hasMessage("on purpose");
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class OtherThreadsCase {

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void inSeparateThread(FtpNat nat) throws IOException {
      seeAlone(nat);
      connect(nat);
    }

    @Test
    void preemptively(FtpNat nat) {
      seeAlone(nat);
      assertTimeoutPreemptively(Duration.ofMinutes(1), () -> connect(nat));
    }
  }

  @Test
  void clientsInOtherThreadsGetThrough() {
    Kit.assertAllPass(OtherThreadsCase.class, 2);
  }

  /** Threads in which a client waits for a server that has nothing to say. */
  private static final List<Thread> WAITING = new CopyOnWriteArrayList<>();

  private static void waitForever(FtpNat nat) throws IOException {
    WAITING.add(Thread.currentThread());
    try (Socket control = new Socket(nat.host(), nat.port())) {
      control.getInputStream().readAllBytes();
    }
  }

  @FtpNatEnvironment
  static class TimeoutCase {
    @Test
    @Timeout(value = 1, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void test(FtpNat nat) throws IOException {
      seeAlone(nat);
      waitForever(nat);
    }
  }

  @FtpNatEnvironment
  static class PreemptiveTimeoutCase {
    @Test
    void test(FtpNat nat) {
      seeAlone(nat);
      assertTimeoutPreemptively(Duration.ofSeconds(1), () -> waitForever(nat));
    }
  }

  @Test
  void endsWithATestThatRunsIntoItsTimeoutAndCutsOffTheClientThatWaits() throws Exception {
    Throwable timeout = Kit.onlyFailure(TimeoutCase.class);
    Throwable preemptive = Kit.onlyFailure(PreemptiveTimeoutCase.class);
    assertThat(timeout).isInstanceOf(TimeoutException.class);
    assertThat(preemptive).hasMessageContaining("timed out");
    assertThat(List.of(timeout, preemptive))
        .allSatisfy(
            failure ->
                assertThat(failure.getSuppressed()).anyMatch(NetworkRecord.class::isInstance));
    assertThat(WAITING).hasSize(2);
    for (Thread client : WAITING) {
      client.join(TimeUnit.SECONDS.toMillis(10));
      assertThat(client.isAlive()).as("%s still waits", client).isFalse();
    }
  }
}
