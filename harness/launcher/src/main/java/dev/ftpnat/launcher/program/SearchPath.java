package dev.ftpnat.launcher.program;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

  private static final int LONGEST_LINE = 128;

  /** A program can't be run. */
  public static final class NoProgramException extends IOException {

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

  /**
   * Why a program that is there couldn't be started all the same.
   *
   * @param failure what the system said
   */
  static NoProgramException unstarted(String program, IOException failure) {
    try {
      check(program);
    } catch (NoProgramException e) {
      return e; // It has gone in between.
    }
    String said =
        failure.getCause() == null ? failure.getMessage() : failure.getCause().getMessage();
    return new NoProgramException(
        NOT_EXECUTABLE,
        "`"
            + program
            + "` can't be run: "
            + said.replaceFirst("^error=\\d+, ", "")
            + interpreter(program)
                .map(line -> ". Its first line is `" + line + "`: is that interpreter there?")
                .orElse(""));
  }

  /** The first line of a script. */
  private static Optional<String> interpreter(String program) {
    Optional<Path> file =
        Stream.concat(
                Stream.of(Path.of(program)),
                directories().stream().map(directory -> directory.resolve(program)))
            .filter(Files::isRegularFile)
            .findFirst();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream content = Files.newInputStream(file.get())) {
      String beginning = new String(content.readNBytes(LONGEST_LINE), StandardCharsets.ISO_8859_1);
      return beginning.startsWith("#!") ? beginning.lines().findFirst() : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
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
