package dev.ftpnat.launcher.program;

import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command that runs in the client's place, until it is closed at the latest. */
public final class Program implements AutoCloseable {

  /** What timeout(1) ends with. */
  public static final int TIMED_OUT = 124;

  private static final File NOTHING =
      new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");

  private static final long GRACE_SECONDS = 2;

  private final Process process;
  private boolean timedOut;

  private Program(Process process) {
    this.process = process;
  }

  /** Where the three streams of a command lead. */
  public enum Streams {
    /** To those of this process. */
    INHERITED,
    /** Nothing to read, and what is written can be read from the process. */
    PIPED
  }

  /**
   * Starts one.
   *
   * @param nat the environment
   * @param command its program and arguments, with placeholders
   * @param variables what it is told
   * @param directory where it works; empty for the directory of this process
   * @throws SearchPath.NoProgramException if it can't be started
   */
  public static Program start(
      FtpNat nat,
      List<String> command,
      Variables variables,
      Optional<Path> directory,
      Streams streams)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(variables.in(command));
    variables.set(builder.environment());
    directory.map(Path::toFile).ifPresent(builder::directory);
    if (streams == Streams.INHERITED) {
      builder.inheritIO();
    } else {
      builder.redirectInput(Redirect.from(NOTHING));
    }
    ClientThread stay = nat.enter();
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw SearchPath.unstarted(command.get(0), e);
    } finally {
      stay.close();
    }
  }

  /** The process. */
  public Process process() {
    return process;
  }

  /**
   * Waits for its end.
   *
   * @param longest how long; zero is as long as it takes, as of timeout(1)
   * @return its exit status, 128 and the number of the signal that ended it, or {@link #TIMED_OUT}
   */
  public int await(Duration longest) throws InterruptedException {
    if (longest.isZero()) {
      return process.waitFor();
    }
    if (process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
      return process.exitValue();
    }
    timedOut = true;
    // As timeout(1): all of them are told. When their parent has ended, they aren't found any more.
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    descendants.forEach(ProcessHandle::destroy);
    if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      // The kernel ends it; but for that, too, there is a moment.
      process.destroyForcibly();
      process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    }
    descendants.forEach(Program::end);
    return TIMED_OUT;
  }

  private static void end(ProcessHandle descendant) {
    descendant.descendants().forEach(ProcessHandle::destroyForcibly);
    descendant.destroyForcibly();
  }

  /** Whether {@link #await} has ended it. */
  public boolean hasTimedOut() {
    return timedOut;
  }

  /** Ends it, and what it has started, as far as that is known as its own. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
