package dev.ftpnat.junit.internal.report;

import dev.ftpnat.trace.Trace;
import java.io.IOException;
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
    return took.compareTo(failWithin) > 0 ? Verdict.FAILED_LATE : Verdict.FAILED_CLEANLY;
  }

  /** Whether nothing but an assertion has noticed: clients throw an {@code IOException}. */
  private boolean isSilent() {
    return thrown instanceof AssertionError
        && causes().noneMatch(cause -> cause instanceof IOException);
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

  private Stream<Throwable> causes() {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return Stream.iterate(thrown, cause -> cause != null && seen.add(cause), Throwable::getCause);
  }
}
