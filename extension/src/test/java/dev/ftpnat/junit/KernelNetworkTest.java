package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Tests on the kernel network are on the client's host, and their threads are back afterwards. */
class KernelNetworkTest {

  @BeforeAll
  static void requireKernel() {
    Optional<String> missing =
        FtpNat.builder(Scenario.ALG_REWRITES).network(Network.KERNEL).missing();
    missing.ifPresent(what -> System.out.println("KernelNetworkTest skipped: " + what));
    assumeTrue(missing.isEmpty(), missing.orElse(""));
  }

  private static String namespace() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
  }

  private static final String HOME;

  static {
    try {
      HOME = Files.exists(Path.of("/proc/thread-self/ns/net")) ? namespace() : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Connects as no simulation would notice. */
  private static void connect(FtpNat nat) throws IOException {
    assertThat(nat.network()).isEqualTo(Network.KERNEL);
    assertThat(namespace()).isNotEqualTo(HOME);
    try (SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(nat.host(), nat.port()))) {
      assertThat(channel.isConnected()).isTrue();
    }
  }

  private static void assertPasses(Map<String, String> parameters, Class<?> type, int tests)
      throws IOException {
    EngineExecutionResults results = Kit.run(parameters, type);
    assertThat(Kit.failures(results)).isEmpty();
    results.testEvents().assertStatistics(stats -> stats.succeeded(tests).aborted(0));
    assertThat(namespace()).isEqualTo(HOME);
  }

  @FtpNatEnvironment(network = Network.KERNEL)
  static class PerMethodCase {
    @BeforeEach
    void before(FtpNat nat) throws IOException {
      connect(nat);
    }

    @Test
    void test(FtpNat nat) throws IOException {
      connect(nat);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void inAThreadOfItsOwn(FtpNat nat) throws IOException {
      connect(nat);
    }

    @Test
    void inAThreadThatItStarts(FtpNat nat) {
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> connect(nat));
    }

    @RepeatedTest(2)
    void repeated(FtpNat nat) throws IOException {
      connect(nat);
    }

    @TestFactory
    Stream<DynamicTest> dynamic(FtpNat nat) throws IOException {
      connect(nat);
      return Stream.of(DynamicTest.dynamicTest("dynamic", () -> connect(nat)));
    }

    @AfterEach
    void after(FtpNat nat) throws IOException {
      connect(nat);
    }
  }

  @FtpNatEnvironment(network = Network.KERNEL, lifecycle = Lifecycle.PER_CLASS)
  static class PerClassCase {
    @BeforeAll
    static void beforeAll(FtpNat nat) throws IOException {
      connect(nat);
    }

    PerClassCase(FtpNat nat) throws IOException {
      connect(nat);
    }

    @Test
    void test(FtpNat nat) throws IOException {
      connect(nat);
    }

    @Nested
    class Inner {
      @Test
      void test(FtpNat nat) throws IOException {
        connect(nat);
      }
    }

    @AfterAll
    static void afterAll(FtpNat nat) throws IOException {
      connect(nat);
    }
  }

  static class RegisteredCase {
    @RegisterExtension
    static final FtpNatExtension FTP_NAT =
        FtpNatExtension.of(Scenario.DIRECT).network(Network.KERNEL).perClass();

    @Test
    void test(FtpNat nat) throws IOException {
      connect(nat);
    }
  }

  static class MatrixCase {
    @FtpNatMatrix(
        value = {Scenario.DIRECT, Scenario.DOUBLE_NAT},
        network = Network.KERNEL)
    void test(FtpNat nat) throws IOException {
      connect(nat);
    }
  }

  @FtpNatEnvironment
  static class UndecidedCase {
    @Test
    void test(FtpNat nat) throws IOException {
      connect(nat);
    }

    @FtpNatMatrix(Scenario.DIRECT)
    void matrix(FtpNat nat) throws IOException {
      connect(nat);
    }
  }

  @FtpNatEnvironment(network = Network.KERNEL)
  static class ClosingCase {
    @Test
    void test(FtpNat nat) {
      nat.close();
    }

    @AfterEach
    void after() {}
  }

  @FtpNatEnvironment(network = Network.KERNEL)
  static class FailingCase {
    @Test
    void test() {
      throw new IllegalStateException("on purpose");
    }
  }

  @Test
  void oneForEachMethod() throws IOException {
    assertPasses(Map.of(), PerMethodCase.class, 6);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void inParallel() throws IOException {
    assertPasses(
        Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.mode.default", "concurrent"),
        PerMethodCase.class,
        6);
  }

  @Test
  void oneForAClass() throws IOException {
    assertPasses(Map.of(), PerClassCase.class, 2);
  }

  @Test
  void registered() throws IOException {
    assertPasses(Map.of(), RegisteredCase.class, 1);
  }

  @Test
  void ofAMatrix() throws IOException {
    assertPasses(Map.of(), MatrixCase.class, 2);
  }

  @Test
  void aConfigurationParameterSwitchesAWholeRun() throws IOException {
    for (String network : new String[] {"kernel", "KERNEL", "auto"}) {
      assertPasses(Map.of(Network.PROPERTY, network), UndecidedCase.class, 2);
    }
  }

  @Test
  void aTestMayCloseItsEnvironment() throws IOException {
    assertPasses(Map.of(), ClosingCase.class, 1);
  }

  @Test
  void aThreadIsBackAfterAFailure() throws IOException {
    assertThat(Kit.onlyFailure(FailingCase.class)).hasMessage("on purpose");
    assertThat(namespace()).isEqualTo(HOME);
  }
}
