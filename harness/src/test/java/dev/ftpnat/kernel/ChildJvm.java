package dev.ftpnat.kernel;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A JVM of its own that runs {@link StartedByTest}, with other rights or another class path. */
final class ChildJvm implements AutoCloseable {

  private static final long SECONDS = 60;

  private final Process process;
  private final BufferedReader output;

  /**
   * Starts it.
   *
   * @param before the command that is to start it, such as {@code unshare}; may be empty
   */
  ChildJvm(List<String> before, String classPath, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Or else newer JDKs begin with a warning about JNA.
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.add(StartedByTest.class.getName());
    command.addAll(List.of(arguments));
    process =
        new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true).start();
    output = process.inputReader();
  }

  /** Its next line. */
  String line() throws Exception {
    return CompletableFuture.supplyAsync(this::read).get(SECONDS, TimeUnit.SECONDS);
  }

  private String read() {
    try {
      return output.readLine();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }

  /** The class path of this JVM, without the entries that aren't wanted. */
  static List<Path> classPath(Predicate<Path> wanted) {
    return Stream.of(System.getProperty("java.class.path").split(":"))
        .map(Path::of)
        .filter(Files::exists)
        .filter(wanted)
        .toList();
  }

  static String joined(List<Path> classPath) {
    return String.join(":", classPath.stream().map(Path::toString).toList());
  }

  /** Copies a class path to where every user can read it. */
  static List<Path> copied(List<Path> classPath, Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<Path> copies = new ArrayList<>();
    for (Path entry : classPath) {
      Path copy = directory.resolve(copies.size() + "-" + entry.getFileName());
      try (Stream<Path> files = Files.walk(entry)) {
        for (Path file : files.toList()) {
          Path target = copy.resolve(entry.relativize(file).toString());
          Files.copy(file, file.equals(entry) ? copy : target);
        }
      }
      copies.add(copy);
    }
    return copies;
  }
}
