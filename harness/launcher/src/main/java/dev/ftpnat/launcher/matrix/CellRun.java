package dev.ftpnat.launcher.matrix;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.junit.internal.TextFile;
import dev.ftpnat.junit.internal.report.FailureVerdict;
import dev.ftpnat.junit.internal.report.RunResult;
import dev.ftpnat.junit.internal.report.RunResult.Details;
import dev.ftpnat.junit.internal.report.Verdict;
import dev.ftpnat.launcher.program.Cleanup;
import dev.ftpnat.launcher.program.Failures;
import dev.ftpnat.launcher.program.Program;
import dev.ftpnat.launcher.program.Variables;
import dev.ftpnat.launcher.start.Directories;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One command in one environment, and what became of it. */
final class CellRun {

  private final Job job;
  private final Cell cell;
  private final boolean failureExpected;
  private final Consumer<String> teller;
  private final Path directory;
  private final Instant started = Clock.systemUTC().instant();

  /**
   * @param teller who is told what isn't the cell's result
   */
  CellRun(Job job, Cell cell, boolean failureExpected, Consumer<String> teller) {
    this.teller = teller;
    this.job = job;
    this.cell = cell;
    this.failureExpected = failureExpected;
    this.directory = job.directory(cell);
  }

  /** Runs it. Only what isn't the client's affair is thrown. */
  RunResult run() throws IOException, InterruptedException {
    Optional<String> missing = missing();
    if (missing.isPresent()
        && (job.network() == Network.KERNEL || job.attachment() == Attachment.LOOPBACK)) {
      return result(
          Verdict.ABORTED, Optional.empty(), Duration.ZERO, missing.get(), "", Details.NONE);
    }
    Files.createDirectories(directory);
    FtpNat nat =
        FtpNat.builder(cell.topology())
            .network(missing.isPresent() ? Network.SIMULATED : wanted())
            .attachment(job.attachment())
            .detached()
            .captureTo(directory.resolve("packets.pcapng"))
            .start();
    try {
      return run(nat, missing);
    } finally {
      Cleanup.close(nat, teller);
    }
  }

  /** What it comes to if it couldn't be run. */
  RunResult aborted(Exception reason) {
    return result(
        Verdict.ABORTED, Optional.empty(), Duration.ZERO, Failures.words(reason), "", Details.NONE);
  }

  private Network wanted() {
    return job.network() == Network.AUTO ? Network.KERNEL : job.network();
  }

  private Optional<String> missing() {
    FtpNat.Builder builder = FtpNat.builder(cell.topology()).attachment(job.attachment());
    return job.network() == Network.SIMULATED
        ? builder.network(Network.SIMULATED).missing()
        : builder.network(Network.KERNEL).missing();
  }

  private RunResult run(FtpNat nat, Optional<String> missing)
      throws IOException, InterruptedException {
    job.preparation().prepare(nat.serverDirectory());
    job.files().prepare(nat.serverDirectory());
    Path work = Files.createTempDirectory("work");
    try {
      return run(nat, missing, work);
    } finally {
      Cleanup.close(() -> Directories.delete(work), teller);
    }
  }

  private RunResult run(FtpNat nat, Optional<String> missing, Path work)
      throws IOException, InterruptedException {
    Variables variables = Variables.of(nat);
    variables.put("work", work.toString());
    FileChecks.Places places =
        job.files().before(work, job.ownDirectory() ? Optional.empty() : Optional.of(Path.of("")));
    long begin = System.nanoTime();
    try (Program program =
        Program.start(
            nat,
            job.command(),
            variables,
            job.ownDirectory() ? Optional.of(work) : Optional.empty(),
            Program.Streams.PIPED)) {
      Output output = Output.of("ftpnat-stdout", program.process().getInputStream());
      Output errors = Output.of("ftpnat-stderr", program.process().getErrorStream());
      int status = program.await(job.timeout());
      boolean timedOut = program.hasTimedOut();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      output.await();
      errors.await();
      output.writeTo(directory.resolve("stdout.txt"));
      errors.writeTo(directory.resolve("stderr.txt"));
      Trace trace = nat.trace().concluded();
      Details details = Details.of(trace);
      write(trace, details);
      if (missing.isPresent() && trace.connectionAttempts().isEmpty() && status != 0) {
        return result(
            Verdict.ABORTED,
            Optional.empty(),
            took,
            missing.get() + ", and the command didn't come by SOCKS to the simulated one",
            nat.network().name(),
            details);
      }
      List<String> differences =
          status == 0 ? job.files().differences(nat.serverDirectory(), places, output) : List.of();
      return judged(status, timedOut, took, trace, differences, lastWords(output, errors), nat);
    }
  }

  private static String lastWords(Output output, Output errors) {
    return errors.lastLine().isEmpty() ? output.lastLine() : errors.lastLine();
  }

  private RunResult judged(
      int status,
      boolean timedOut,
      Duration took,
      Trace trace,
      List<String> differences,
      String lastWords,
      FtpNat nat) {
    Details details = Details.of(trace);
    String network = nat.network().name();
    if (status == 0 && differences.isEmpty() && !trace.hasFailed()) {
      return passed(took, network, details);
    }
    String message = message(status, timedOut, differences, lastWords);
    Verdict verdict = verdict(status, timedOut, took, trace);
    if (failureExpected) {
      return result(
          Verdict.EXPECTED_FAILURE, Optional.of(how(verdict)), took, message, network, details);
    }
    return result(
        verdict,
        Optional.of(how(verdict)).filter(how -> how != verdict),
        took,
        message,
        network,
        details);
  }

  private RunResult passed(Duration took, String network, Details details) {
    return failureExpected
        ? result(
            Verdict.UNEXPECTEDLY_PASSED,
            Optional.empty(),
            took,
            "It was expected to fail here, and passes now: take the line out.",
            network,
            details)
        : result(Verdict.PASSED, Optional.empty(), took, "", network, details);
  }

  /** By the report's rules, which know tests: one that says nothing is an assertion's. */
  private Verdict verdict(int status, boolean timedOut, Duration took, Trace trace) {
    if (status == 0) {
      return Verdict.SILENTLY_WRONG;
    }
    return timedOut
        ? Verdict.FAILED_LATE
        : new FailureVerdict(new IOException("ended with " + status))
            .verdict(took, job.failWithin(), trace);
  }

  /** Where no client gets through, one can still only fail cleanly. */
  private static Verdict how(Verdict verdict) {
    return verdict == Verdict.NO_WAY_THROUGH ? Verdict.FAILED_CLEANLY : verdict;
  }

  private String message(int status, boolean timedOut, List<String> differences, String lastWords) {
    List<String> lines = new ArrayList<>();
    String program = job.command().get(0);
    lines.add(
        timedOut
            ? program + " was ended after " + job.timeout().toMillis() + " ms"
            : program + " ended with " + status);
    if (!lastWords.isEmpty()) {
      lines.add(lastWords.length() > 300 ? lastWords.substring(0, 300) + "…" : lastWords);
    }
    lines.addAll(differences);
    return String.join("\n", lines);
  }

  private void write(Trace trace, Details details) {
    try {
      TextFile.write(directory.resolve("ladder.txt"), details.ladder());
      TextFile.write(directory.resolve("ladder.svg"), details.ladderSvg());
      TextFile.write(directory.resolve("events.txt"), trace.toString());
      TextFile.write(directory.resolve("trace.json"), trace.toJson());
      if (details.diagnosis().isEmpty()) {
        Files.deleteIfExists(directory.resolve("diagnosis.txt"));
      } else {
        TextFile.write(directory.resolve("diagnosis.txt"), details.diagnosis());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the record of " + cell, e);
    }
  }

  private RunResult result(
      Verdict verdict,
      Optional<Verdict> failedAs,
      Duration took,
      String message,
      String network,
      Details details) {
    return new RunResult(
        "ftpnat/[command:" + job.name() + "]/[cell:" + cell.fileName() + "]",
        new RunResult.TestName("ftpnat." + job.name(), job.name(), cell.column()),
        new RunResult.Setting(
            cell.place(),
            cell.server().map(name -> "server " + name).orElse(""),
            cell.topology().server().tls(),
            cell.topology().vantage(),
            network),
        verdict,
        failedAs,
        started,
        took,
        job.failWithin(),
        message,
        details);
  }
}
