package dev.ftpnat.internal.kernel.netns;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs of nft(8), each in a namespace, at the same time as each other and as whatever else. */
public final class NftProcesses implements AutoCloseable {

  /** Where system programs are that users don't have in their path. */
  public static final String MORE_PATH = "/usr/sbin:/sbin";

  private static final long SECONDS = 20;

  private final List<Run> runs = new ArrayList<>();

  private record Run(String ruleset, Process process, Path output) {}

  /** Starts one, and returns at once. */
  void start(Namespace namespace, String ruleset) throws IOException {
    Path output = Files.createTempFile("ftpnat-nft", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("nsenter", "--net=" + namespace.path(), "--", "nft", "-f", "-")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().merge("PATH", MORE_PATH, (path, more) -> path + ":" + more);
    Process process;
    try {
      // Java keeps the thread that awaits a process for a minute: it had better not stay there.
      process = NamespaceStack.atHome(builder::start);
    } catch (IOException e) {
      Files.delete(output);
      throw e;
    }
    runs.add(new Run(ruleset, process, output));
    try (OutputStream input = process.getOutputStream()) {
      input.write(ruleset.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has ended already, and says why.
    }
  }

  /**
   * Waits for all.
   *
   * @throws IOException if one had anything to say
   */
  void await() throws IOException {
    try {
      for (Run run : runs) {
        if (!run.process().waitFor(SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("nft took longer than " + SECONDS + " s");
        }
        String said = Files.readString(run.output()).strip();
        if (run.process().exitValue() != 0 || !said.isEmpty()) {
          throw new IOException("nft: " + said + "\n" + run.ruleset());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while nft sets up the kernel's network", e);
    }
  }

  /** Ends those that still run. */
  @Override
  public void close() throws IOException {
    for (Run run : runs) {
      run.process().destroyForcibly();
      Files.deleteIfExists(run.output());
    }
  }
}
