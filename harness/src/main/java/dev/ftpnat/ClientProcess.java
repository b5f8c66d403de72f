package dev.ftpnat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.kernel.Prerequisites;
import dev.ftpnat.internal.network.ClientEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command on the client's host, with its output in files, so that no thread must read it.
 *
 * <p>Nothing of it is left: all that it has started carries its mark, and ends with it. If this JVM
 * is killed only the command itself ends, without {@code setpriv} when its time is over.
 */
final class ClientProcess {

  /** By then this JVM should have ended it. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Has the kernel end a process with its parent, setpriv(1). */
  private static final String KEEPER = "setpriv";

  /** Ends a process after its time, timeout(1). */
  private static final String TIMER = "timeout";

  private static final String MARK = "FTPNAT_COMMAND";
  private static final int CANNOT_INVOKE = 126;
  private static final int NOT_FOUND = 127;

  private final ClientEnd host;
  private final ClientCommand command;
  private final String mark = UUID.randomUUID().toString();

  ClientProcess(ClientEnd host, ClientCommand command) {
    this.host = host;
    this.command = command;
  }

  CommandResult run() {
    List<Path> files = new ArrayList<>();
    try {
      Path input = file(files, ".in");
      Files.write(input, command.input());
      Path output = file(files, ".out");
      Path errors = file(files, ".err");
      ProcessBuilder builder =
          new ProcessBuilder(bounded())
              .directory(command.directory().map(Path::toFile).orElse(null))
              .redirectInput(input.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(command.environment());
      builder.environment().put(MARK, mark);
      OptionalInt exitCode = await(host.start(builder));
      if (exitCode.isEmpty()) {
        throw new CommandTimeoutException(
            command.program(), command.timeout(), text(output), text(errors));
      }
      return result(exitCode.getAsInt(), text(output), text(errors));
    } catch (IOException e) {
      throw new UncheckedIOException("can't run " + command.program() + ": " + e.getMessage(), e);
    } finally {
      files.forEach(ClientProcess::delete);
    }
  }

  private static Path file(List<Path> files, String suffix) throws IOException {
    Path file = Files.createTempFile("ftpnat-exec", suffix);
    files.add(file);
    return file;
  }

  /** With something in front that ends it when this JVM, killed, can't. */
  private List<String> bounded() {
    List<String> bounded = new ArrayList<>();
    if (Prerequisites.isHere(KEEPER)) {
      bounded.addAll(List.of(KEEPER, "--pdeathsig", "KILL", "--"));
    } else {
      bounded.addAll(List.of(TIMER, "-s", "KILL", "" + command.timeout().plus(GRACE).toSeconds()));
    }
    bounded.addAll(command.command());
    return bounded;
  }

  private static CommandResult result(int exitCode, String output, String errors)
      throws IOException {
    boolean notStarted = exitCode == CANNOT_INVOKE || exitCode == NOT_FOUND;
    if (notStarted && (errors.startsWith(KEEPER + ": ") || errors.startsWith(TIMER + ": "))) {
      throw new IOException(errors.substring(errors.indexOf(' ')).strip());
    }
    return new CommandResult(exitCode, output, errors);
  }

  /** Its exit code; empty if its time was over before. */
  private OptionalInt await(Process process) throws IOException {
    try {
      return process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it ran", e);
    } finally {
      process.destroyForcibly();
      destroyAll();
    }
  }

  /** Until there are none: one that is about to be destroyed may have started another. */
  private void destroyAll() {
    long deadline = System.nanoTime() + GRACE.toNanos();
    while (destroyMarked() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /** Whether there was any. */
  private boolean destroyMarked() {
    return ProcessHandle.allProcesses()
            .filter(this::isMarked)
            .filter(ProcessHandle::destroyForcibly)
            .count()
        > 0;
  }

  private boolean isMarked(ProcessHandle process) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return new String(environment, ISO_8859_1).contains(MARK + "=" + mark);
    } catch (IOException e) {
      return false; // It is gone, or somebody else's.
    }
  }

  /** Not {@code readString}, which refuses what isn't UTF-8. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + file, e);
    }
  }
}
