package dev.ftpnat.junit;

import dev.ftpnat.junit.internal.report.Reports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where the compatibility report goes, by configuration parameters. JUnit looks for those in system
 * properties, too.
 */
final class ReportSettings {

  /** {@code off}, or the directory. */
  static final String REPORT = "ftpnat.report";

  /** {@code off}, or the file that the Markdown is appended to. */
  static final String SUMMARY = "ftpnat.report.summary";

  private ReportSettings() {}

  /** The reports of a run; empty if there shall be none. */
  static Optional<Reports> reports(ExtensionContext context) {
    Path module = module();
    Path name = module.getFileName();
    return directory(context)
        .map(
            directory ->
                Reports.in(
                    directory, name == null ? "/" : name.toString(), summary(context, module)));
  }

  /** Where the files of a run go; empty if there shall be none. */
  static Optional<Path> directory(ExtensionContext context) {
    Optional<String> report = parameter(context, REPORT);
    if (report.filter("off"::equalsIgnoreCase).isPresent()) {
      return Optional.empty();
    }
    Path module = module();
    Path directory = report.map(module::resolve).orElseGet(() -> byDefault(module));
    return Optional.of(directory.normalize());
  }

  /** Surefire may run a module's tests in another working directory. */
  private static Path module() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
  }

  private static Path byDefault(Path module) {
    boolean gradle =
        Files.isDirectory(module.resolve("build")) && !Files.isDirectory(module.resolve("target"));
    return module.resolve(gradle ? "build" : "target").resolve("ftpnat");
  }

  private static Optional<Path> summary(ExtensionContext context, Path module) {
    return parameter(context, SUMMARY)
        .or(() -> Optional.ofNullable(System.getenv("GITHUB_STEP_SUMMARY")))
        .filter(file -> !file.isBlank() && !file.equalsIgnoreCase("off"))
        .map(module::resolve);
  }

  private static Optional<String> parameter(ExtensionContext context, String name) {
    return context.getConfigurationParameter(name).map(String::strip).filter(v -> !v.isEmpty());
  }
}
