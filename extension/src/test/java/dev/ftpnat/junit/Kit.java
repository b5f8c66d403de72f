package dev.ftpnat.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes that are only examples, inside the test that runs them. */
final class Kit {

  private Kit() {}

  static EngineExecutionResults run(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(testClass)).execute();
  }

  /** The failures of all tests and containers. */
  static Throwable onlyFailure(EngineExecutionResults results) {
    return results.allEvents().failed().stream()
        .map(
            event ->
                event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .reduce(
            (first, second) -> {
              throw new AssertionError("more than one failure", second);
            })
        .orElseThrow(() -> new AssertionError("nothing failed"));
  }
}
