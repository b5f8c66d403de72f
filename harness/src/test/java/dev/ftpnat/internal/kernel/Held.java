package dev.ftpnat.internal.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Which network namespaces a process holds: by its open files, and by its threads. */
public final class Held {

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

  /** Those of every process of the machine. */
  public static Set<String> byAnybody() throws IOException {
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
