package dev.ftpnat.internal.kernel.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A run of tayga(8) in a namespace: it translates what is routed to its interface. It ends when
 * this is closed, or when this JVM dies, however it dies.
 */
final class Tayga implements AutoCloseable {

  private static final long SECONDS = 20;
  private static final long POLL_NANOS = 500_000;

  /**
   * Ends when it does, and ends it at the end of the input, which comes as well when nobody is
   * there any more who could close that.
   */
  private static final String UNTIL_CLOSED =
      """
      exec 3<&0
      tayga -c "$0" -d 3<&- & translator=$!
      { read -r end <&3; kill $translator; } & watch=$!
      wait $translator
      kill $watch 2>/dev/null
      """;

  private final Namespace namespace;
  private final Path settings;
  private final Path output;
  private Process process;

  private Tayga(Namespace namespace, Path settings, Path output) {
    this.namespace = namespace;
    this.settings = settings;
    this.output = output;
  }

  /** Begins to translate. Its interface is there soon after; see {@link #awaitInterface}. */
  static Tayga start(Namespace namespace, String settings) throws IOException {
    Path file = Files.createTempFile("ftpnat-tayga", ".conf");
    Path output = Files.createTempFile("ftpnat-tayga", ".txt");
    Tayga tayga = new Tayga(namespace, file, output);
    try {
      Files.writeString(file, settings);
      tayga.process = tayga.start(List.of("sh", "-c", UNTIL_CLOSED, file.toString()));
      return tayga;
    } catch (IOException | RuntimeException e) {
      tayga.close();
      throw e;
    }
  }

  /** Waits until it has made its interface and listens there; the calling thread moves to it. */
  void awaitInterface() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    namespace.enter();
    try (Rtnetlink netlink = Rtnetlink.here()) {
      while (!netlink.hasCarrier(Plan.NAT64)) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new IOException("tayga makes no interface: " + said());
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  private Process start(List<String> command) throws IOException {
    List<String> inside = new ArrayList<>();
    inside.addAll(List.of("nsenter", "--net=" + namespace.path(), "--"));
    inside.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(inside).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().merge("PATH", NftProcesses.MORE_PATH, (path, more) -> path + ":" + more);
    // Java keeps the thread that awaits a process for a minute: it had better not stay there.
    return NamespaceStack.atHome(builder::start);
  }

  private String said() throws IOException {
    return Files.readString(output).strip();
  }

  @Override
  public void close() {
    try {
      if (process != null) {
        process.getOutputStream().close();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    } finally {
      delete(settings);
      delete(output);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
