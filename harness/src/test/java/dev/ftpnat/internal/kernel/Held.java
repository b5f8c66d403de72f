package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.netns.Namespace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** Which network namespaces a process holds: by its open files, and by its threads. */
public final class Held {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Held() {}

  /** The namespace of the calling thread, for example {@code net:[4026531833]}. */
  public static String here() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
  }

  /** Those of this JVM. */
  public static Set<String> byThisProcess() throws IOException {
    return by(Path.of("/proc/self"));
  }

  /** Those of a process, by its directory below {@code /proc}; none if it is gone. */
  public static Set<String> by(Path process) throws IOException {
    Set<String> held = new TreeSet<>();
    addLinks(process.resolve("fd"), "", held);
    addLinks(process.resolve("task"), "ns/net", held);
    return held;
  }

  /**
   * Those that this JVM still holds beyond some, if it goes on holding them. The kernel takes a
   * moment longer than {@link Thread#join} to end a thread, and that one is somewhere until then.
   */
  public static Set<String> stillByThisProcess(Set<String> known) throws IOException {
    return still(
        () -> {
          Set<String> held = byThisProcess();
          held.removeAll(known);
          return held;
        });
  }

  /** Those of some that any process of the machine still holds, if it goes on holding them. */
  public static Set<String> stillByAnybody(Set<String> some) throws IOException {
    return still(
        () -> {
          Set<String> held = byAnybody();
          held.retainAll(some);
          return held;
        });
  }

  private static Set<String> still(Namespace.Work<Set<String>> look) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Set<String> held = look.run();
    while (!held.isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
      held = look.run();
    }
    return held;
  }

  private static Set<String> byAnybody() throws IOException {
    Set<String> held = new TreeSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        held.addAll(by(process));
      }
    }
    return held;
  }

  private static void addLinks(Path directory, String below, Set<String> held) throws IOException {
    if (!Files.isReadable(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String target = target(entry.resolve(below));
        if (target.startsWith("net:")) {
          held.add(target);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // The process ends meanwhile.
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // Closed meanwhile.
    }
  }
}
