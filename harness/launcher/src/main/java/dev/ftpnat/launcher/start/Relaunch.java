package dev.ftpnat.launcher.start;

import dev.ftpnat.launcher.Main;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Starts the second JVM and ends as it ends. Temporary files of both, and processes that the second
 * leaves running, are gone when this returns, or a moment after this JVM was killed.
 */
public final class Relaunch {

  private static final Set<String> VERBS = Set.of("run", "matrix", "explore", "serve");
  private static final String COLLECTOR = "-XX:\\+Use\\w+GC\\b";
  private static final int CANNOT_START = 70;
  private static final int FIRST_WITH_NATIVE_ACCESS = 24;

  private final String[] args;
  private final Words words;

  /**
   * @param args those of the command
   */
  public Relaunch(String[] args) {
    this.args = args.clone();
    this.words = new Words(args);
  }

  /** Whether these arguments take a second JVM, and this isn't it. */
  public static boolean isWanted(String[] args) {
    Words words = new Words(args);
    return System.getProperty(Isolation.PROPERTY) == null
        && VERBS.contains(words.verb())
        && !words.asksForHelp();
  }

  /** Runs it, and returns its exit status. */
  public int run() {
    try {
      Isolation isolation = Isolation.of(words);
      OptionalInt status = run(isolation);
      if (status.isEmpty()) {
        // To try it beforehand would take a process for each run.
        System.err.println(
            "ftpnat: no network namespace can be made here, so the command sees the machine's own"
                + " network.");
        status = run(Isolation.NONE);
      }
      return status.orElse(CANNOT_START);
    } catch (IOException | URISyntaxException e) {
      System.err.println("ftpnat: can't start: " + words(e));
      return CANNOT_START;
    }
  }

  /** What it ends with; empty if it never began, since it can't be isolated so. */
  private OptionalInt run(Isolation isolation) throws IOException, URISyntaxException {
    RunDirectory directory = RunDirectory.create();
    try {
      return run(directory, isolation);
    } finally {
      delete(directory);
    }
  }

  /** The command has ended as it has, whatever it leaves. */
  private static void delete(RunDirectory directory) {
    try {
      directory.delete();
    } catch (IOException e) {
      System.err.println("ftpnat: something stays behind: " + words(e));
    }
  }

  /** Of files, Java says the path alone. */
  private static String words(Exception failure) {
    if (failure instanceof AccessDeniedException) {
      return "no permission for `" + failure.getMessage() + "`";
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no `" + failure.getMessage() + "`";
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return "`" + file.getFile() + "`: " + file.getClass().getSimpleName();
    }
    return failure.getMessage();
  }

  private OptionalInt run(RunDirectory directory, Isolation isolation)
      throws IOException, URISyntaxException {
    Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command = new ArrayList<>(isolation.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ClassArchive archive = null;
    if (!ClassArchive.isOff() && Files.isRegularFile(jar)) {
      archive = ClassArchive.of(jar, words.verb() + "-" + kind(isolation));
      command.addAll(archive.options());
      if (!archive.isThere()) {
        command.add("-D" + Inside.STATUS + "=" + directory.statusFile());
      }
      if (archive.isThere() && words.verb().equals("run")) {
        // With these classes the client needs no rehearsal that it would wait for.
        command.add("-Dftpnat.rehearsal=beside");
      }
    }
    command.addAll(options(directory, isolation));
    command.addAll(List.of("-cp", jar.toString(), Main.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put(Sweeper.MARK, directory.mark());
    Process process = builder.start();
    Sweeper sweeper =
        Files.isExecutable(Path.of("/bin/sh"))
            ? Sweeper.start(directory, words.value("--ready-file"))
            : null;
    try {
      // Only now, for this takes as long as the other JVM's start. A signal before ends this one,
      // and what that means the sweeper knows.
      Signals.passedOnTo(process);
      int status = process.waitFor();
      if (archive != null) {
        archive.finish();
      }
      if (isolation == Isolation.NETWORK && status == 1 && !Files.exists(directory.begunFile())) {
        return OptionalInt.empty();
      }
      // A JVM that can't write its archive ends with another status than it was to.
      return OptionalInt.of(directory.status().orElse(status));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
      if (sweeper != null) {
        sweeper.sweep();
      }
    }
  }

  private String kind(Isolation isolation) {
    return words.value("--network").equalsIgnoreCase("simulated") || isolation == Isolation.NONE
        ? "simulated"
        : "kernel";
  }

  /** Whether the JVM is told of a collector by its environment, beside which it takes no other. */
  private static boolean choosesCollector() {
    for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      String options = System.getenv(name);
      if (options != null && Pattern.compile(COLLECTOR).matcher(options).find()) {
        return true;
      }
    }
    return false;
  }

  private List<String> options(RunDirectory directory, Isolation isolation) {
    List<String> options = new ArrayList<>();
    if (isolation == Isolation.NETWORK) {
      options.add("-D" + Inside.BEGUN + "=" + directory.begunFile());
    }
    if (!choosesCollector()) {
      options.add("-XX:+UseSerialGC");
    }
    options.addAll(
        List.of(
            "-Xlog:disable",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xss512k",
            "-D" + Isolation.PROPERTY + "=" + isolation,
            "-Djava.io.tmpdir=" + directory.path(),
            "-Djna.tmpdir=" + directory.path()));
    // Small generations are collected sooner than memory is asked for.
    options.addAll(
        words.verb().equals("matrix") || words.verb().equals("explore")
            ? List.of("-Xmx512m", "-Xms16m")
            : List.of("-Xmx96m", "-Xms16m", "-Xmn4m"));
    if (Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("ftpnat.")) {
        options.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    return options;
  }
}
