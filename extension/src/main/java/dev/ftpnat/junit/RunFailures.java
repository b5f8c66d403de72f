package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.internal.report.Verdict;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Puts into words what a run of a matrix has thrown, and aborts a run that no client could have
 * passed, unless the test names its scenario or device.
 *
 * <p>It handles exceptions where JUnit offers them to extensions, because that comes after
 * {@code @Timeout}; and it has to come after whatever expects them.
 */
final class RunFailures
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

  private static final int LONGEST = 300;

  private final MatrixRun run;
  private final ReportedRun report;

  RunFailures(MatrixRun run, ReportedRun report) {
    this.run = run;
    this.report = report;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw inWords(context, thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw inWords(context, thrown);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw inWords(context, thrown);
  }

  private Throwable inWords(ExtensionContext context, Throwable thrown) {
    Optional<FtpNat> nat = run.running(context);
    boolean isSecond = context.getExecutionException().isPresent();
    if (nat.isEmpty() || isSecond || isAborted(thrown) || isMistake(thrown)) {
      return thrown;
    }
    TestStack stack = new TestStack(context.getRequiredTestClass());
    stack.cut(thrown);
    Trace trace = nat.get().trace().concluded();
    boolean impossible = report.verdict(thrown, trace) == Verdict.NO_WAY_THROUGH;
    String where = run.getDisplayName(0) + ": ";
    String why = sentence(nat.get(), trace, thrown);
    if (impossible && !run.demanded()) {
      return new NoWayThrough(where + nobody(trace) + ". " + why, thrown);
    }
    boolean isBehindDevice = run.place().device().isPresent();
    String hint =
        impossible
            ? " %s: leave it out of `%s`, or name it in `%s`."
                .formatted(
                    nobody(trace),
                    isBehindDevice ? "devices" : "value",
                    isBehindDevice ? "expectFailureBehind" : "expectFailureIn")
            : "";
    return new MatrixFailure(where + why + hint, thrown, stack.own(thrown));
  }

  /** Whether JUnit takes it for an assumption that doesn't hold, JUnit 4's as well. */
  static boolean isAborted(Throwable thrown) {
    return Stream.<Class<?>>iterate(thrown.getClass(), type -> type != null, Class::getSuperclass)
        .anyMatch(
            type ->
                type == TestAbortedException.class
                    || type.getName().equals("org.junit.internal.AssumptionViolatedException"));
  }

  private static boolean isMistake(Throwable thrown) {
    return thrown instanceof ParameterResolutionException
        || thrown instanceof ExtensionConfigurationException;
  }

  /** The cause if the network knows it, else what the test says. */
  private static String sentence(FtpNat nat, Trace trace, Throwable thrown) {
    return ClientAdvice.about(thrown, nat)
        .map(advice -> advice.replace('\n', ' '))
        .or(
            () ->
                trace.diagnosis().map(diagnosis -> diagnosis.cause() + ": " + diagnosis.sentence()))
        .orElseGet(
            () -> (NetworkRecord.sawNobody(trace) ? noClient(nat) + ". " : "") + oneLine(thrown));
  }

  static String noClient(FtpNat nat) {
    return "No client came to %s:%d".formatted(nat.host(), nat.port());
  }

  private static String oneLine(Throwable thrown) {
    String text =
        thrown instanceof AssertionError && thrown.getMessage() != null
            ? thrown.getMessage()
            : thrown.toString();
    String line =
        text.lines()
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .collect(Collectors.joining(" "));
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  private static String nobody(Trace trace) {
    List<TransferAttempt> impossible = trace.impossible();
    boolean passive = impossible.stream().anyMatch(attempt -> attempt.method().isPassive());
    boolean active = impossible.stream().anyMatch(attempt -> attempt.method().isActive());
    return "No client gets through here in %s mode"
        .formatted(passive && active ? "passive or active" : passive ? "passive" : "active");
  }

  /** Of a run that no client could have passed. */
  static final class NoWayThrough extends TestAbortedException {

    private static final long serialVersionUID = 1L;

    private NoWayThrough(String message, Throwable thrown) {
      super(message, thrown);
      setStackTrace(new StackTraceElement[0]);
    }
  }
}
