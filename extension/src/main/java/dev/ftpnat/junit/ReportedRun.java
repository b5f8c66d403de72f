package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.ExpectedFailure.BeganToPass;
import dev.ftpnat.junit.RunFailures.NoWayThrough;
import dev.ftpnat.junit.internal.report.FailureVerdict;
import dev.ftpnat.junit.internal.report.RunResult;
import dev.ftpnat.junit.internal.report.RunResult.Details;
import dev.ftpnat.junit.internal.report.RunResult.Setting;
import dev.ftpnat.junit.internal.report.RunResult.TestName;
import dev.ftpnat.junit.internal.report.Verdict;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Reports what becomes of one run. The time that it takes is that from when its environment is
 * there to the end of the test method, without {@code @AfterEach}.
 */
final class ReportedRun
    implements BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback, TestWatcher {

  private final MatrixRun run;
  private final Duration failWithin;
  private final Optional<ExpectedFailure> expected;

  private volatile Instant started = Instant.now();
  private volatile long begin = System.nanoTime();
  private volatile Optional<Duration> took = Optional.empty();
  private volatile Optional<FtpNat> environment = Optional.empty();
  private volatile Trace trace;
  private volatile Details details = Details.NONE;

  ReportedRun(MatrixRun run, Duration failWithin, Optional<ExpectedFailure> expected) {
    this.run = run;
    this.failWithin = failWithin;
    this.expected = expected;
    this.trace = new Trace(run.launch().topology(), List.of(), 0);
  }

  /** The environment is there, or else this isn't called. */
  @Override
  public void beforeEach(ExtensionContext context) {
    started = Instant.now();
    begin = System.nanoTime();
    environment = Optional.of(run.environment(context));
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    end();
  }

  /** Called also if the test, or even the environment, hasn't begun. */
  @Override
  public void afterEach(ExtensionContext context) {
    end();
    environment.ifPresent(
        nat -> {
          trace = RunningEnvironment.record(context, nat);
          details = Details.of(trace);
        });
  }

  private void end() {
    if (took.isEmpty()) {
      took = Optional.of(Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    Optional<Throwable> failure = expected.flatMap(ExpectedFailure::failure);
    report(
        context,
        failure.isPresent() ? Verdict.EXPECTED_FAILURE : Verdict.PASSED,
        failure.map(thrown -> how(verdict(context, thrown, trace))),
        failure.map(this::said).orElse(""));
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    if (cause instanceof BeganToPass) {
      report(context, Verdict.UNEXPECTEDLY_PASSED, Optional.empty(), cause.getMessage());
    } else {
      Throwable thrown = MatrixFailure.thrown(cause);
      report(context, verdict(context, thrown, trace), thrown);
    }
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    if (cause instanceof NoWayThrough) {
      report(context, Verdict.NO_WAY_THROUGH, cause.getCause());
      return;
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    report(context, Verdict.ABORTED, Optional.empty(), reason);
  }

  /** What it says of the client that a run has thrown this up to now. */
  Verdict verdict(ExtensionContext context, Throwable thrown, Trace sofar) {
    Duration time = took.orElseGet(() -> Duration.ofNanos(System.nanoTime() - begin));
    return new FailureVerdict(thrown, new TestStack(context.getRequiredTestClass()).classes())
        .verdict(time, failWithin, sofar);
  }

  /** Where no client gets through, one can still only fail cleanly. */
  private static Verdict how(Verdict verdict) {
    return verdict == Verdict.NO_WAY_THROUGH ? Verdict.FAILED_CLEANLY : verdict;
  }

  private void report(ExtensionContext context, Verdict verdict, Throwable thrown) {
    Optional<Verdict> failedAs = Optional.of(how(verdict)).filter(how -> how != verdict);
    report(context, verdict, failedAs, said(thrown));
  }

  /** What was thrown, and what to do about it where the record can't say. */
  private String said(Throwable thrown) {
    return environment
        .flatMap(nat -> ClientAdvice.about(thrown, nat))
        .map(advice -> "\n" + advice)
        .map(new FailureVerdict(thrown).message()::concat)
        .orElseGet(() -> new FailureVerdict(thrown).message());
  }

  private void report(
      ExtensionContext context, Verdict verdict, Optional<Verdict> failedAs, String message) {
    Topology topology = run.launch().topology();
    ReportOfJvm.add(
        context,
        new RunResult(
            context.getUniqueId(),
            name(context),
            new Setting(
                run.place(),
                run.variation(),
                topology.server().tls(),
                topology.vantage(),
                environment.map(nat -> nat.network().name()).orElse("")),
            verdict,
            failedAs,
            started,
            took.orElse(Duration.ZERO),
            failWithin,
            message,
            details));
  }

  /** The parent of a run is its method, and the parents of that are classes, up to the engine. */
  private static TestName name(ExtensionContext context) {
    ExtensionContext method = context.getParent().orElseThrow();
    return new TestName(
        context.getRequiredTestClass().getName(),
        RecordFiles.displayNames(method.getParent().orElseThrow()),
        displayed(method));
  }

  /** Without the parameters that JUnit shows of a method, unless it is overloaded. */
  private static String displayed(ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    String displayed = context.getDisplayName();
    boolean generated = displayed.startsWith(method.getName() + "(");
    return generated && !RecordFiles.isOverloaded(context, method) ? method.getName() : displayed;
  }
}
