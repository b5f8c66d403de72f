package dev.ftpnat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.host.ClientHost;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command on the client's host, with its output in files, so that no thread must read it.
 */
final class ClientCommand {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private ClientCommand() {}

  static CommandResult run(ClientHost host, List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("exec needs a program, and its arguments");
    }
    Path output = null;
    Path errors = null;
    try {
      output = Files.createTempFile("ftpnat-exec", ".out");
      errors = Files.createTempFile("ftpnat-exec", ".err");
      Process process =
          host.start(
              new ProcessBuilder(command)
                  .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                  .redirectOutput(output.toFile())
                  .redirectError(errors.toFile()));
      await(process, command);
      return new CommandResult(process.exitValue(), text(output), text(errors));
    } catch (IOException e) {
      throw new UncheckedIOException("can't run " + command + ": " + e.getMessage(), e);
    } finally {
      delete(output);
      delete(errors);
    }
  }

  private static void await(Process process, List<String> command) throws IOException {
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("it took longer than " + LIMIT.toSeconds() + " s and was ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.get(0) + " ran", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Not {@code readString}, which refuses what isn't UTF-8. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + file, e);
    }
  }
}
