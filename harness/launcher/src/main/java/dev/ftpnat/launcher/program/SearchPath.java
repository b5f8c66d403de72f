package dev.ftpnat.launcher.program;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the program of a command, as a shell does. */
public final class SearchPath {

  /** What a shell ends with if there is no such program. */
  public static final int NOT_FOUND = 127;

  /** What a shell ends with if that is no program. */
  public static final int NOT_EXECUTABLE = 126;

  /** A program can't be run. */
  public static final class NoProgramException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    NoProgramException(int status, String message) {
      super(message);
      this.status = status;
    }

    /** What to end with. */
    public int status() {
      return status;
    }
  }

  private SearchPath() {}

  /**
   * Checks that there is such a program.
   *
   * @throws NoProgramException if it isn't there, or can't be run
   */
  public static void check(String program) throws NoProgramException {
    if (program.isEmpty()) {
      throw new NoProgramException(
          NOT_FOUND, "the command is empty: is a variable not set in front of its arguments?");
    }
    boolean isPath = program.indexOf('/') >= 0 || program.indexOf(File.separatorChar) >= 0;
    if (isPath) {
      checkFile(Path.of(program));
    } else if (directories().stream()
        .noneMatch(directory -> Files.isExecutable(directory.resolve(program)))) {
      throw new NoProgramException(
          NOT_FOUND,
          "there is no program `"
              + program
              + "` in the PATH."
              + like(program).map(other -> " Did you mean `" + other + "`?").orElse(""));
    }
  }

  private static void checkFile(Path file) throws NoProgramException {
    if (!Files.exists(file)) {
      throw new NoProgramException(NOT_FOUND, "there is no file `" + file + "`.");
    }
    if (!Files.isExecutable(file) || Files.isDirectory(file)) {
      throw new NoProgramException(
          NOT_EXECUTABLE,
          "`" + file + "` can't be run. If it is a script: chmod +x, or name its interpreter.");
    }
  }

  private static Optional<String> like(String program) {
    return Nearest.of(
        program, directories().stream().flatMap(SearchPath::files).distinct().toList());
  }

  private static Stream<String> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static List<Path> directories() {
    String path = System.getenv("PATH");
    return path == null
        ? List.of()
        : Stream.of(path.split(File.pathSeparator))
            .filter(directory -> !directory.isEmpty())
            .map(Path::of)
            .toList();
  }
}
