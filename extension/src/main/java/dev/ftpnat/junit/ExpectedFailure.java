package dev.ftpnat.junit;

import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;

/**
 * Turns the result of a run round: it passes if the test or one of its {@code @BeforeEach} and
 * {@code @AfterEach} methods fails, and fails if none does. After a failure, what is left of them
 * is skipped but for {@code @AfterEach} methods, as JUnit would.
 *
 * <p>It handles exceptions where JUnit offers them to extensions, rather than where the methods are
 * called, because that comes after {@code @Timeout}.
 */
final class ExpectedFailure
    implements InvocationInterceptor,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler,
        AfterEachCallback {

  private final String began;
  private volatile Optional<Throwable> failure = Optional.empty();

  /**
   * @param began what to say if the run passes
   */
  ExpectedFailure(String began) {
    this.began = began;
  }

  /** The failure, if there was one. */
  Optional<Throwable> failure() {
    return failure;
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    proceedUnlessFailed(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext context)
      throws Throwable {
    proceedUnlessFailed(invocation);
  }

  private void proceedUnlessFailed(Invocation<Void> invocation) throws Throwable {
    if (failure.isPresent()) {
      invocation.skip();
    } else {
      invocation.proceed();
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    expect(thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    expect(thrown);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    expect(thrown);
  }

  /** A test that is aborted, or that JUnit can't call, has shown nothing of a client. */
  private void expect(Throwable thrown) throws Throwable {
    if (RunFailures.isAborted(thrown)
        || thrown instanceof ParameterResolutionException
        || thrown instanceof ExtensionConfigurationException) {
      throw thrown;
    }
    if (failure.isEmpty()) {
      failure = Optional.of(thrown);
    }
  }

  /** Comes after the {@code @AfterEach} methods. */
  @Override
  public void afterEach(ExtensionContext context) {
    if (failure.isEmpty() && context.getExecutionException().isEmpty()) {
      throw new BeganToPass(began);
    }
  }

  /** Tells it apart from whatever else may fail. */
  static final class BeganToPass extends AssertionFailedError {

    private static final long serialVersionUID = 1L;

    private BeganToPass(String message) {
      super(message);
      setStackTrace(new StackTraceElement[0]);
    }
  }
}
