package dev.ftpnat.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import dev.ftpnat.trace.event.ServerEvent.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Many environments run in one JVM at the same time, and know nothing of each other. */
class ParallelExecutionTest {

  private static final int OF_METHODS = 20;
  private static final int OF_CLASSES = 4;
  private static final int TESTS_OF_A_CLASS = 2;
  private static final int TESTS = OF_METHODS + OF_CLASSES * TESTS_OF_A_CLASS;

  /** One for each test, and for each container that waits for its tests. */
  private static final int THREADS = 2 * TESTS;

  /** All tests are at one line of the code below at the same time, or fail. */
  private static final CyclicBarrier TOGETHER = new CyclicBarrier(TESTS);

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Set<FtpNat> SEEN = ConcurrentHashMap.newKeySet();

  private static void await() throws Exception {
    TOGETHER.await(2, TimeUnit.MINUTES);
  }

  /** Brings a file of its own to the server and back, while all others do the same. */
  private static void upAndDown(FtpNat nat, int testsOfEnvironment) throws Exception {
    SEEN.add(nat);
    String file = "file-" + COUNT.incrementAndGet() + ".txt";
    FTPClient client = new FTPClient();
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.enterLocalPassiveMode();
    await();
    assertThat(client.storeFile(file, new ByteArrayInputStream(content(nat, file)))).isTrue();
    await();
    assertThat(client.listNames()).contains(file).hasSize(testsOfEnvironment);
    assertThat(download(client, file)).isEqualTo(content(nat, file));
    client.disconnect();
    await();
    assertThat(nat.trace().commands())
        .extracting(Command::line)
        .contains("STOR " + file)
        .filteredOn(line -> line.startsWith("STOR "))
        .hasSize(testsOfEnvironment);
    assertThat(nat.serverDirectory().toFile().list()).hasSize(testsOfEnvironment);
  }

  private static byte[] content(FtpNat nat, String file) {
    return (nat + " has " + file).repeat(1000).getBytes(UTF_8);
  }

  private static byte[] download(FTPClient client, String file) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    assertThat(client.retrieveFile(file, content)).isTrue();
    return content.toByteArray();
  }

  @FtpNatEnvironment(Scenario.ALG_REWRITES)
  static class PerMethodCase {
    @RepeatedTest(OF_METHODS)
    void test(FtpNat nat) throws Exception {
      upAndDown(nat, 1);
    }
  }

  @FtpNatEnvironment(value = Scenario.EXTERNAL_ADDRESS, lifecycle = Lifecycle.PER_CLASS)
  static class PerClassCase {
    @RepeatedTest(TESTS_OF_A_CLASS)
    void test(FtpNat nat) throws Exception {
      upAndDown(nat, TESTS_OF_A_CLASS);
    }
  }

  static class SecondClassCase extends PerClassCase {}

  static class ThirdClassCase extends PerClassCase {}

  static class FourthClassCase extends PerClassCase {}

  @Test
  void twentyMethodsAndFourClassesHaveEnvironmentsAtOnce() throws Exception {
    Map<String, String> parallel =
        Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.mode.default", "concurrent",
            "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "" + THREADS);
    EngineExecutionResults results =
        Kit.run(
            parallel,
            PerMethodCase.class,
            PerClassCase.class,
            SecondClassCase.class,
            ThirdClassCase.class,
            FourthClassCase.class);

    List<Throwable> failures = Kit.failures(results);
    assertThat(failures).isEmpty();
    results.testEvents().assertStatistics(stats -> stats.succeeded(TESTS));
    assertThat(SEEN).hasSize(OF_METHODS + OF_CLASSES);
    assertThat(SEEN).allMatch(nat -> !nat.serverDirectory().toFile().exists());
    Kit.assertNothingRuns();
  }
}
