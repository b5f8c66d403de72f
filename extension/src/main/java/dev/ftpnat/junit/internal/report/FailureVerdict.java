package dev.ftpnat.junit.internal.report;

import dev.ftpnat.junit.internal.Slips;
import dev.ftpnat.trace.Trace;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a test has failed.
 *
 * @param thrown what it has thrown
 */
public record FailureVerdict(Throwable thrown) {

  private static final int LINES = 12;
  private static final int LINE = 300;

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
    if (isSilent() && trace.hasFailed()) {
      return Verdict.SILENTLY_WRONG;
    }
    if (took.compareTo(failWithin) > 0) {
      return Verdict.FAILED_LATE;
    }
    return isImpossible(trace) ? Verdict.NO_WAY_THROUGH : Verdict.FAILED_CLEANLY;
  }

  /** Whether all that failed is what no client could have done. */
  private static boolean isImpossible(Trace trace) {
    return !trace.unresolved().isEmpty()
        && trace.unresolved().equals(trace.impossible())
        && trace.unreached().isEmpty()
        && trace.unheard().isEmpty();
  }

  /**
   * Whether the client has told nobody, so that an assertion had to notice, or the test stumbled
   * over what it didn't get.
   */
  private boolean isSilent() {
    return causes().allMatch(FailureVerdict::tellsNothing);
  }

  private static boolean tellsNothing(Throwable cause) {
    return cause instanceof AssertionError || Slips.include(cause);
  }

  /**
   * A test whose {@code @Timeout} ends it has said itself how long it may take. The other exception
   * is that of {@code assertTimeoutPreemptively}, which isn't public.
   */
  private boolean ranIntoTimeout() {
    return causes()
        .anyMatch(
            cause ->
                cause instanceof TimeoutException
                    || cause.getClass().getName().endsWith("$ExecutionTimeoutException"));
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
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return Stream.iterate(thrown, cause -> cause != null && seen.add(cause), Throwable::getCause);
  }
}
