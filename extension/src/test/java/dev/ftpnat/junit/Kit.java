package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs test classes that are only examples, inside the test that runs them. */
final class Kit {

  private Kit() {}

  static EngineExecutionResults run(Class<?>... testClasses) {
    return run(Map.of(), testClasses);
  }

  static EngineExecutionResults run(Map<String, String> parameters, Class<?>... testClasses) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(
            Stream.of(testClasses)
                .map(DiscoverySelectors::selectClass)
                .toArray(DiscoverySelector[]::new))
        .configurationParameter("ftpnat.report", "off") // Unless the parameters say otherwise.
        .configurationParameters(parameters)
        .execute();
  }

  /** Runs one with the compatibility report, in a directory. */
  static EngineExecutionResults reported(Path directory, Class<?> testClass) {
    return run(
        Map.of("ftpnat.report", directory.toString(), "ftpnat.report.summary", "off"), testClass);
  }

  /** What the tests that were run are called. */
  static List<String> names(EngineExecutionResults results) {
    return results
        .testEvents()
        .started()
        .map(Event::getTestDescriptor)
        .map(test -> test.getDisplayName())
        .toList();
  }

  static void assertAllPass(Class<?> testClass, int tests) {
    EngineExecutionResults results = run(testClass);
    assertThat(failures(results)).isEmpty();
    results.testEvents().assertStatistics(stats -> stats.started(tests).succeeded(tests));
  }

  /** The failures of all tests and containers. */
  static List<Throwable> failures(EngineExecutionResults results) {
    return results
        .allEvents()
        .failed()
        .map(
            event ->
                event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .toList();
  }

  static Throwable onlyFailure(EngineExecutionResults results) {
    List<Throwable> failures = failures(results);
    assertThat(failures).hasSize(1);
    return failures.get(0);
  }

  static Throwable onlyFailure(Class<?> testClass) {
    return onlyFailure(run(testClass));
  }

  /** Has each environment asked what it saw, for which it starts a thread if it has none. */
  static final Map<String, String> ASKED = Map.of("ftpnat.record", "always");

  /** Runs something in which no environment may be started. */
  static EngineExecutionResults startingNothing(Class<?> testClass) {
    long before = threadsStarted();
    EngineExecutionResults results = run(ASKED, testClass);
    assertThat(threadsStarted()).as("threads started").isEqualTo(before);
    return results;
  }

  static long threadsStarted() {
    return ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
  }

  /** Holds when no thread of an environment is left. */
  static void assertNothingRuns() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("ftpnat")) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(thread.isAlive()).as("%s is alive", thread.getName()).isFalse();
      }
    }
  }
}
