package dev.ftpnat.junit.internal.report;

import dev.ftpnat.junit.internal.Thrown;
import dev.ftpnat.trace.Trace;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a test has failed.
 *
 * @param failure what it has thrown
 */
public record FailureVerdict(Thrown failure) {

  private static final int LINES = 12;
  private static final int LINE = 300;

  /** As JUnit words it of a {@code @Timeout}; a client's time-out is its own way to fail. */
  private static final Pattern OF_ANNOTATION =
      Pattern.compile(
          ".*\\) timed out after \\d+ (?:(?:nano|micro|milli)?second|minute|hour|day)s?");

  /** The same of {@code assertTimeoutPreemptively}. */
  private static final Pattern OF_ASSERTION =
      Pattern.compile("(?:.* ==> )?execution timed out after \\d+ ms", Pattern.DOTALL);

  /**
   * Of a test whose classes aren't known.
   *
   * @param thrown what it has thrown
   */
  public FailureVerdict(Throwable thrown) {
    this(new Thrown(thrown));
  }

  /**
   * Of a test.
   *
   * @param thrown what it has thrown
   * @param testClasses the names of the classes whose code is the test's own
   */
  public FailureVerdict(Throwable thrown, Set<String> testClasses) {
    this(new Thrown(thrown, testClasses));
  }

  /**
   * What it says of the client.
   *
   * @param took how long the test took
   * @param failWithin how long it was allowed to take
   * @param trace what its network saw
   */
  public Verdict verdict(Duration took, Duration failWithin, Trace trace) {
    if (ranIntoTimeout()) {
      return Verdict.FAILED_LATE;
    }
    if (failure.isSilent() && trace.hasFailed()) {
      return Verdict.SILENTLY_WRONG;
    }
    if (took.compareTo(failWithin) > 0) {
      return Verdict.FAILED_LATE;
    }
    return isImpossible(trace) && failure.mayBeOfClient()
        ? Verdict.NO_WAY_THROUGH
        : Verdict.FAILED_CLEANLY;
  }

  /** Whether all that failed is what no client could have done. */
  private static boolean isImpossible(Trace trace) {
    return !trace.unresolved().isEmpty()
        && trace.unresolved().equals(trace.impossible())
        && trace.unreached().isEmpty()
        && trace.unheard().isEmpty();
  }

  /**
   * Whether it was JUnit that ended the test, by {@code @Timeout} or {@code
   * assertTimeoutPreemptively}: the test has said itself how long it may take.
   */
  private boolean ranIntoTimeout() {
    Throwable thrown = failure.thrown();
    String message = Objects.toString(thrown.getMessage(), "");
    return (thrown instanceof TimeoutException && OF_ANNOTATION.matcher(message).matches())
        || (thrown instanceof AssertionError && OF_ASSERTION.matcher(message).matches());
  }

  /** The first lines of what it says, with what it says of its causes. */
  public String message() {
    return causes()
        .map(Throwable::toString)
        .collect(Collectors.joining("\ncaused by: "))
        .lines()
        .filter(line -> !line.isBlank())
        .limit(LINES)
        .map(line -> line.length() > LINE ? line.substring(0, LINE) + "…" : line)
        .collect(Collectors.joining("\n"));
  }

  /** What has been thrown, and its causes, each once. */
  public Stream<Throwable> causes() {
    return failure.causes();
  }
}
