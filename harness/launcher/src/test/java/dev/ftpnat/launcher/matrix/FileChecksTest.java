package dev.ftpnat.launcher.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where what a command was to download is looked for. */
class FileChecksTest {

  @TempDir private Path directory;
  private Path work;
  private Path shared;
  private FileChecks checks;

  @BeforeEach
  void makeDirectories() throws IOException {
    work = Files.createDirectory(directory.resolve("work"));
    shared = Files.createDirectory(directory.resolve("shared"));
    Path file = Files.createDirectory(directory.resolve("files")).resolve("report.csv");
    checks = new FileChecks(List.of(Files.writeString(file, "a;b")), List.of());
  }

  private interface Command {
    void runs() throws IOException;
  }

  private List<String> differences(String printed, Command command)
      throws IOException, InterruptedException {
    FileChecks.Places places = checks.before(work, Optional.of(shared));
    command.runs();
    Output output = Output.of("output", new ByteArrayInputStream(printed.getBytes(UTF_8)));
    output.await();
    return checks.differences(directory, places, output);
  }

  private void write(Path where, String content) throws IOException {
    Files.writeString(where.resolve("report.csv"), content);
  }

  @Test
  void whatHasBeenThereBeforeSaysNothing() throws Exception {
    write(shared, "of last week");

    assertThat(differences("a;b", () -> {})).isEmpty();
    assertThat(differences("", () -> {}))
        .containsExactly(
            "report.csv: neither in {work} nor on standard output, which has 0 bytes of other"
                + " content");
    write(shared, "a;b");
    assertThat(differences("", () -> {})).as("the right content").hasSize(1);
  }

  @Test
  void whatHasBeenWrittenMeanwhileIsCompared() throws Exception {
    assertThat(differences("", () -> write(shared, "a;b"))).isEmpty();
    assertThat(differences("", () -> write(shared, "a;")))
        .containsExactly(
            "report.csv: has 2 bytes after the download instead of 3, and differs from byte 2 on");
    assertThat(differences("", () -> write(shared, "a;b"))).as("over another").isEmpty();
    assertThat(differences("progress: 100 %", () -> write(work, "a;b"))).isEmpty();
    assertThat(differences("a;b", () -> write(work, "a;")))
        .as("its own directory goes first")
        .hasSize(1);
  }

  /** As {@code curl --remote-time} does, which takes the server's. */
  @Test
  void aFileThatIsWrittenAgainWithContentAndTimeAsBeforeHasBeenWritten() throws Exception {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("unix"),
        "no other system says when a file was written, whatever its client says");
    FileTime time = FileTime.fromMillis(1_700_000_000_000L);
    Path copy = shared.resolve("report.csv");
    Files.setLastModifiedTime(Files.writeString(copy, "a;b"), time);

    assertThat(
            differences(
                "",
                () -> {
                  Files.delete(copy);
                  Files.setLastModifiedTime(Files.writeString(copy, "a;b"), time);
                }))
        .isEmpty();
  }

  /** Several commands run side by side. */
  @Test
  void anothersFileInTheSharedDirectoryDoesNotMatterToWhoPrintsIt() throws Exception {
    assertThat(differences("a;b", () -> write(shared, "another cell's"))).isEmpty();
  }

  @Test
  void anEmptyFileIsNoneThatWasPrinted() throws Exception {
    Path empty = Files.createFile(directory.resolve("files").resolve("empty.csv"));
    checks = new FileChecks(List.of(empty), List.of());

    assertThat(differences("", () -> {})).isEmpty();
    assertThat(differences("", () -> Files.writeString(shared.resolve("empty.csv"), "error")))
        .hasSize(1);
  }

  @Test
  void anOlderFileOfAnotherContentMayBeWhereAnUploadGoes() throws IOException {
    Path file = directory.resolve("files").resolve("report.csv");
    Path older = Files.writeString(directory.resolve("older.csv"), "a;");

    new FileChecks(List.of(), List.of(file)).checkAgainst(Map.of(Path.of("report.csv"), older));
  }
}
