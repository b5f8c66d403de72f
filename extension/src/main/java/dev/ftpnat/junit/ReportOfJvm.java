package dev.ftpnat.junit;

import dev.ftpnat.junit.internal.report.Reports;
import dev.ftpnat.junit.internal.report.RunResult;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Collects the results of all matrix tests of a JVM, and publishes them when JUnit has run the last
 * test. It is both kinds of closeable for the same reason as {@link RunningEnvironment}. That a
 * report can't be written is said, but fails no test.
 */
final class ReportOfJvm implements Store.CloseableResource, AutoCloseable {

  private static final Namespace NAMESPACE = Namespace.create(ReportOfJvm.class);

  private final Optional<Reports> reports;
  private final AtomicBoolean failed = new AtomicBoolean();

  private ReportOfJvm(Optional<Reports> reports) {
    this.reports = reports;
  }

  /** Adds the result of a run. */
  static void add(ExtensionContext context, RunResult result) {
    context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            ReportOfJvm.class,
            key -> new ReportOfJvm(ReportSettings.reports(context)),
            ReportOfJvm.class)
        .add(result);
  }

  private void add(RunResult result) {
    try {
      if (reports.isPresent()) {
        reports.get().add(result);
      }
    } catch (IOException e) {
      sayFailed(e);
    }
  }

  @Override
  public void close() {
    try {
      if (reports.isPresent() && !failed.get()) {
        System.out.println(
            System.lineSeparator() + reports.get().publish().replace("\n", System.lineSeparator()));
      }
    } catch (IOException e) {
      sayFailed(e);
    }
  }

  private void sayFailed(IOException e) {
    if (!failed.getAndSet(true)) {
      System.out.println("FtpNat can't write its compatibility report: " + e);
    }
  }
}
