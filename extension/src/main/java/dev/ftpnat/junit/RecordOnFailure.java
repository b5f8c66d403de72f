package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.ExpectedFailure.BeganToPass;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Attaches the network's record to whatever fails while an environment runs. What JUnit knows to
 * have failed when a test or a class ends includes their lifecycle methods; it doesn't include
 * dynamic tests, which end later than they fail, and constructors, after which nothing is called.
 */
abstract class RecordOnFailure extends NetworkInterceptor
    implements AfterEachCallback, AfterAllCallback {

  private static final Namespace NAMESPACE = Namespace.create(RecordOnFailure.class);

  @Override
  public void afterEach(ExtensionContext context) {
    deleteEarlier(context);
    context
        .getExecutionException()
        .ifPresentOrElse(
            failure ->
                attachRecord(failure, context, nat -> RunningEnvironment.record(context, nat)),
            () -> publishIfAsked(context));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    deleteEarlier(context);
    context
        .getExecutionException()
        .ifPresent(failure -> attachRecord(failure, context, FtpNat::trace));
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation,
      DynamicTestInvocationContext invocationContext,
      ExtensionContext context)
      throws Throwable {
    deleteEarlier(context);
    try {
      super.interceptDynamicTest(invocation, invocationContext, context);
    } catch (Throwable failure) {
      attachRecord(failure, context, FtpNat::trace);
      throw failure;
    }
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> invocationContext,
      ExtensionContext context)
      throws Throwable {
    deleteEarlier(context);
    try {
      return super.interceptTestClassConstructor(invocation, invocationContext, context);
    } catch (Throwable failure) {
      attachRecord(failure, context, FtpNat::trace);
      throw failure;
    }
  }

  private void attachRecord(
      Throwable failure, ExtensionContext context, Function<FtpNat, Trace> record) {
    if (RunFailures.isAborted(failure)) {
      return;
    }
    running(context)
        .filter(nat -> isFirst(failure, context))
        .ifPresent(
            nat -> {
              Trace trace = record.apply(nat);
              NetworkRecord shown;
              try {
                Optional<String> files =
                    RecordMode.of(context).wants(true)
                        ? new RecordFiles(nat, trace, Optional.of(failure)).publish(context)
                        : Optional.empty();
                if (files.isPresent() && isOneOfMany(failure)) {
                  MatrixFailure.shorten(failure);
                  shown = NetworkRecord.in(files.get(), nat, trace);
                } else {
                  String what =
                      RecordFiles.havePackets(nat)
                          ? "More of it, and a packet capture: "
                          : "More of it: ";
                  String more = files.map(what::concat).orElse("");
                  shown = NetworkRecord.of(nat, trace, more, failure);
                }
              } catch (IOException e) {
                // The whole of it, since the message of most is a path alone.
                String none = "There are no files of it: " + e;
                shown = NetworkRecord.of(nat, trace, none, failure);
              }
              failure.addSuppressed(shown);
            });
  }

  private static boolean isOneOfMany(Throwable failure) {
    return failure instanceof MatrixFailure || failure instanceof BeganToPass;
  }

  /**
   * Only once for each failure of a test, which may have several of these. What the failure carries
   * doesn't tell: several tests may throw the same one.
   */
  private static boolean isFirst(Throwable failure, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            List.of("recorded", context.getUniqueId()), key -> new Recorded(), Recorded.class)
        .failures
        .add(failure);
  }

  /** The failures of a test that have its record. */
  private static final class Recorded {

    final Set<Throwable> failures =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** What the network saw is found out only if it is asked for, which it mostly isn't. */
  private void publishIfAsked(ExtensionContext context) {
    running(context)
        .filter(nat -> RecordMode.of(context).wants(false))
        .ifPresent(
            nat -> {
              try {
                new RecordFiles(nat, nat.trace(), Optional.empty()).publish(context);
              } catch (IOException e) {
                // That isn't the test's failure.
              }
            });
  }

  /**
   * Only once for each test, since it may have several of these, and one may have left files by
   * then. That a file can't be deleted isn't the test's failure.
   */
  private static void deleteEarlier(ExtensionContext context) {
    context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            context.getUniqueId(),
            id -> {
              try {
                RecordFiles.deleteEarlier(context);
              } catch (IOException e) {
                return e;
              }
              return id;
            });
  }
}
