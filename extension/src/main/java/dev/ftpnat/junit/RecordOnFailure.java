package dev.ftpnat.junit;

import java.lang.reflect.Constructor;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Attaches the network's record to whatever fails while an environment runs. What JUnit knows to
 * have failed when a test or a class ends includes their lifecycle methods; it doesn't include
 * dynamic tests, which end later than they fail, and constructors, after which nothing is called.
 */
abstract class RecordOnFailure extends InNetwork implements AfterEachCallback, AfterAllCallback {

  @Override
  public void afterEach(ExtensionContext context) {
    context.getExecutionException().ifPresent(failure -> attachRecord(failure, context));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    context.getExecutionException().ifPresent(failure -> attachRecord(failure, context));
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation,
      DynamicTestInvocationContext invocationContext,
      ExtensionContext context)
      throws Throwable {
    try {
      super.interceptDynamicTest(invocation, invocationContext, context);
    } catch (Throwable failure) {
      attachRecord(failure, context);
      throw failure;
    }
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> invocationContext,
      ExtensionContext context)
      throws Throwable {
    try {
      return super.interceptTestClassConstructor(invocation, invocationContext, context);
    } catch (Throwable failure) {
      attachRecord(failure, context);
      throw failure;
    }
  }

  private void attachRecord(Throwable failure, ExtensionContext context) {
    if (!(failure instanceof TestAbortedException)) {
      running(context).ifPresent(nat -> failure.addSuppressed(NetworkRecord.of(nat)));
    }
  }
}
