package dev.ftpnat.launcher.matrix;

import dev.ftpnat.junit.internal.report.Reports;
import dev.ftpnat.junit.internal.report.RunResult;
import dev.ftpnat.junit.internal.report.Verdict;
import dev.ftpnat.launcher.program.SearchPath.NoProgramException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** A command in many environments. */
public final class Matrix {

  private static final Set<Verdict> AS_IT_SHOULD =
      EnumSet.of(Verdict.PASSED, Verdict.EXPECTED_FAILURE, Verdict.NO_WAY_THROUGH, Verdict.ABORTED);

  private final Job job;
  private final List<Cell> cells;
  private final Expectations expected;

  /** Whether a cell couldn't be run for another reason than that its network isn't to be had. */
  private final AtomicBoolean isBroken = new AtomicBoolean();

  /**
   * @param job what is done in each
   * @param cells the environments
   * @param expected where it is expected to fail
   */
  public Matrix(Job job, List<Cell> cells, Expectations expected) {
    this.job = job;
    this.cells = List.copyOf(cells);
    this.expected = expected;
    expected.checkAgainst(cells);
  }

  /** How a matrix went. */
  public enum Ending {
    /** All is as expected. */
    AS_EXPECTED,
    /** Something isn't. */
    NOT_AS_EXPECTED,
    /** There was no network to run in. */
    NOTHING_RAN
  }

  /**
   * Runs it, and writes the reports.
   *
   * @param jobs how many at a time
   * @param summary a file to which the report is appended as well, if there is one
   * @param progress told of each that has ended
   * @param err where the report's tables are printed
   */
  public Ending run(int jobs, Optional<Path> summary, Progress progress, PrintWriter err)
      throws IOException, InterruptedException {
    Files.createDirectories(job.report());
    try (FileChannel lock =
        FileChannel.open(
            job.report().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // It ends with this process at the latest.
      if (lock.tryLock() == null) {
        throw new IllegalArgumentException(
            "--report: another `ftpnat matrix` is writing to `"
                + job.report()
                + "`. Name another directory, or wait for its end");
      }
      return runAlone(jobs, summary, progress, err);
    }
  }

  private Ending runAlone(int jobs, Optional<Path> summary, Progress progress, PrintWriter err)
      throws IOException, InterruptedException {
    Reports reports = Reports.in(job.report(), job.name(), summary);
    List<RunResult> results = new ArrayList<>();
    ExecutorService executor = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<RunResult>> runs = new ArrayList<>();
      for (Cell cell : cells) {
        runs.add(executor.submit(() -> run(cell, progress)));
      }
      for (Future<RunResult> run : runs) {
        RunResult result = run.get();
        results.add(result);
        reports.add(result);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NoProgramException program) {
        throw program;
      }
      throw new IOException("a cell couldn't be run: " + e.getCause(), e.getCause());
    } finally {
      executor.shutdownNow();
    }
    progress.end();
    Files.writeString(job.report().resolve("junit.xml"), JunitXml.render(job.name(), results));
    err.println(reports.publish());
    err.flush();
    return ending(results);
  }

  private RunResult run(Cell cell, Progress progress) throws IOException, InterruptedException {
    progress.begins(cell);
    RunResult result = result(new CellRun(job, cell, expected.expectsFailure(cell), progress::say));
    progress.ended(cell, result);
    return result;
  }

  /** One that can't be run costs none of the others. */
  private RunResult result(CellRun run) throws NoProgramException, InterruptedException {
    try {
      return run.run();
    } catch (NoProgramException e) {
      throw e; // It can't be run anywhere.
    } catch (IllegalArgumentException e) {
      return run.aborted(e); // The network contradicts what was set.
    } catch (IOException | RuntimeException e) {
      isBroken.set(true);
      return run.aborted(e);
    }
  }

  private Ending ending(List<RunResult> results) {
    if (results.stream().allMatch(result -> result.verdict() == Verdict.ABORTED)) {
      return Ending.NOTHING_RAN;
    }
    return !isBroken.get()
            && results.stream().allMatch(result -> AS_IT_SHOULD.contains(result.verdict()))
        ? Ending.AS_EXPECTED
        : Ending.NOT_AS_EXPECTED;
  }
}
