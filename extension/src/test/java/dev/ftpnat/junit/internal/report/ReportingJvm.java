package dev.ftpnat.junit.internal.report;

import dev.ftpnat.Scenario;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A JVM of a build, as far as reports see it: {@code ReportingJvm <directory> <summary> <test>}.
 */
final class ReportingJvm {

  private ReportingJvm() {}

  public static void main(String... arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Reports reports = Reports.in(directory, "acme", Optional.of(Path.of(arguments[1])));
    for (Scenario scenario : Scenario.values()) {
      reports.add(Samples.result(arguments[2], scenario, Verdict.PASSED));
    }
    System.out.println(reports.publish());
  }
}
