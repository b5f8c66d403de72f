package dev.ftpnat.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command as it has been built, as a process. */
public final class Ftpnat {

  private static final Duration LONGEST = Duration.ofSeconds(180);
  private static final String NOBODY = "65534";

  /** Where anybody may read it; for all tests of this JVM. */
  private static final class Home {
    private static final Path PATH = home();
  }

  /** What a trial of the kernel network said, for each who has run the command. */
  private static final Map<List<String>, Result> TRIALS = new ConcurrentHashMap<>();

  private final List<String> prefix;
  private Path directory;

  private Ftpnat(List<String> prefix) {
    assumeJar();
    this.prefix = prefix;
    this.directory = Home.PATH;
  }

  private static Path home() {
    try {
      Path home = Files.createTempDirectory("ftpnat-test");
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
      Path jar = Path.of(System.getProperty("ftpnat.jar"));
      Files.copy(jar, home.resolve("ftpnat.jar"), StandardCopyOption.REPLACE_EXISTING);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
      return home;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted((one, other) -> other.compareTo(one)).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // It is in the directory for temporary files.
    }
  }

  private static void assumeJar() {
    assumeTrue(
        System.getProperty("ftpnat.jar") != null, "the jar isn't built yet: mvn verify has it");
  }

  /** As whoever runs the tests. */
  public static Ftpnat here() {
    return new Ftpnat(List.of());
  }

  /**
   * The same, with signals as a terminal has them: a shell that isn't interactive starts what it
   * puts into the background with SIGINT ignored, which nobody below can take back by a handler.
   */
  static Ftpnat inForeground() {
    return new Ftpnat(List.of("env", "--default-signal"));
  }

  /** As an ordinary user. */
  public static Ftpnat asNobody() {
    if (!System.getProperty("user.name").equals("root")) {
      return here();
    }
    return new Ftpnat(
        List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"));
  }

  /** Works in a directory, where it may write. */
  public Ftpnat in(Path newDirectory) {
    directory = newDirectory;
    return this;
  }

  /** Skips a test that needs the kernel network where that can't be had. */
  public Ftpnat needingTheKernel() {
    Result trial = TRIALS.computeIfAbsent(prefix, whoever -> triedOnTheKernel());
    assumeTrue(trial.status() != 69, trial.errors());
    assertThat(trial.status()).as(trial.errors()).isZero();
    return this;
  }

  private Result triedOnTheKernel() {
    try {
      return run("run", "DIRECT", "--network", "kernel", "--", "true");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What became of it. */
  public record Result(int status, String output, String errors) {}

  /** Runs it to its end. */
  public Result run(String... args) throws IOException, InterruptedException {
    Path output = Files.createTempFile(Home.PATH, "out", ".txt");
    Path errors = Files.createTempFile(Home.PATH, "err", ".txt");
    Process process =
        builder(args)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    try {
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        fail("%s took too long: %s", List.of(args), Files.readString(errors));
      }
      return new Result(
          process.exitValue(), Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts it; the caller ends it. */
  public ProcessBuilder builder(String... args) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            Home.PATH.resolve("ftpnat.jar").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder
        .environment()
        .put("FTPNAT_CACHE", Home.PATH.resolve("cache-" + prefix.size()).toString());
    builder.environment().remove("GITHUB_STEP_SUMMARY");
    return builder;
  }

  /** A new directory in which anybody may write. */
  public static Path newDirectory() throws IOException {
    assumeJar();
    Path directory = Files.createTempDirectory(Home.PATH, "work");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    return directory;
  }
}
