package dev.ftpnat.junit;

import java.util.List;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.ValueWrapper;

/**
 * A run of a matrix that failed, with a message that says where and why: of many runs, build tools
 * list little else. It is an assertion that failed whatever it was before, because those lists cut
 * the messages of other exceptions. What was thrown is its cause.
 */
final class MatrixFailure extends AssertionFailedError {

  private static final long serialVersionUID = 1L;

  private final Throwable thrown;
  private Throwable shown;

  /**
   * @param ofTest the part of the stack that is the test's own
   */
  MatrixFailure(String message, Throwable thrown, List<StackTraceElement> ofTest) {
    super(message);
    this.thrown = thrown;
    this.shown = thrown;
    setStackTrace(ofTest.toArray(StackTraceElement[]::new));
  }

  /** What was thrown, whatever is shown of it. */
  static Throwable thrown(Throwable failure) {
    return failure instanceof MatrixFailure ofRun ? ofRun.thrown : failure;
  }

  /** From now on one shows no more of what was thrown than what isn't in the files of the run. */
  static void shorten(Throwable failure) {
    if (failure instanceof MatrixFailure ofRun) {
      synchronized (ofRun) {
        ofRun.shown = Excerpt.of(ofRun.thrown);
      }
    }
  }

  @Override
  public synchronized Throwable getCause() {
    return shown;
  }

  // So that IDEs offer to compare the two.

  @Override
  public boolean isExpectedDefined() {
    return thrown instanceof AssertionFailedError assertion && assertion.isExpectedDefined();
  }

  @Override
  public boolean isActualDefined() {
    return thrown instanceof AssertionFailedError assertion && assertion.isActualDefined();
  }

  @Override
  public ValueWrapper getExpected() {
    return thrown instanceof AssertionFailedError assertion ? assertion.getExpected() : null;
  }

  @Override
  public ValueWrapper getActual() {
    return thrown instanceof AssertionFailedError assertion ? assertion.getActual() : null;
  }
}
