package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The reports of a module. Each JVM of a build puts its results here as they come, and publishes
 * when it is done what all of them have so far; the last has all.
 */
public final class Reports {

  /** A lock on a file is one of the JVM, and can't be waited for by two of its threads. */
  private static final Object ONE_OF_THIS_JVM = new Object();

  private final Path directory;
  private final String module;
  private final Optional<Path> jobSummary;
  private final ResultStore results;
  private final Set<String> classes = ConcurrentHashMap.newKeySet();

  Reports(Path directory, String module, Optional<Path> jobSummary, Build build) {
    this.directory = directory;
    this.module = module;
    this.jobSummary = jobSummary;
    this.results = new ResultStore(directory.resolve(".results"), build);
  }

  /**
   * Those of the build that this JVM belongs to.
   *
   * @param directory where they go
   * @param module what they are of
   * @param jobSummary the file that they are also appended to, if there is one
   */
  public static Reports in(Path directory, String module, Optional<Path> jobSummary) {
    return new Reports(directory, module, jobSummary, Build.current());
  }

  /** Adds a result. It replaces that of the same run. */
  public void add(RunResult result) throws IOException {
    classes.add(result.test().type());
    results.put(result);
  }

  /**
   * Writes the reports with all results that there are.
   *
   * @return what they say of all in a line; above it, if not all went as it should, the tables of
   *     the classes that had results here
   */
  public String publish() throws IOException {
    synchronized (ONE_OF_THIS_JVM) {
      Files.createDirectories(results.directory());
      try (FileChannel channel =
              FileChannel.open(
                  results.directory().resolve("lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assert lock.isValid();
        ResultStore.Kept kept = results.all();
        Report report =
            Report.of(module, Clock.systemUTC().instant(), kept.ofThisBuild(), kept.earlier());
        Path page = directory.resolve("compatibility.html");
        String markdown = MarkdownReport.render(report);
        ResultStore.write(page, HtmlReport.render(report).getBytes(UTF_8));
        ResultStore.write(directory.resolve("compatibility.md"), markdown.getBytes(UTF_8));
        ResultStore.write(
            directory.resolve("compatibility.json"), JsonReport.render(report).getBytes(UTF_8));
        String summary = summary(markdown);
        String others =
            kept.earlier().isEmpty() ? "" : " and " + kept.earlier().size() + " of earlier runs";
        List<Table> own =
            report.tables().stream().filter(table -> classes.contains(table.type())).toList();
        return TextReport.render(own)
            + "FtpNat compatibility: "
            + report.counted()
            + others
            + ": "
            + page
            + summary;
      }
    }
  }

  /** The summary is one more place. That it can't be written changes nothing in the others. */
  private String summary(String markdown) {
    if (jobSummary.isPresent()) {
      try {
        JobSummary.put(jobSummary.get(), directory.toString(), markdown);
      } catch (IOException e) {
        return "\nThe job's summary, " + jobSummary.get() + ", can't be written: " + e;
      }
    }
    return "";
  }
}
