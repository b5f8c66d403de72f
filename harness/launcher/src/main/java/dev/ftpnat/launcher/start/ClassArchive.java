package dev.ftpnat.launcher.start;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The archive in which the classes of the second JVM are from the second time on, as they are in
 * memory (class-data sharing). It is kept where caches are, for this jar and this JVM.
 */
final class ClassArchive {

  /** The variable of the environment that names another directory for archives; or {@code off}. */
  static final String DIRECTORY = "FTPNAT_CACHE";

  /** Several times what an archive takes. */
  private static final long ENOUGH = 64L << 20;

  private static final int MOST_KEPT = 4;
  private static final Duration UNUSED = Duration.ofDays(30);
  private static final Duration A_WHILE = Duration.ofDays(1);

  private final String kind;
  private final Path file;
  private final Path unfinished;
  private final boolean isThere;

  private ClassArchive(String kind, Path file) {
    this.kind = kind;
    this.file = file;
    this.unfinished =
        file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    this.isThere = Files.isReadable(file);
  }

  /**
   * @param jar the program
   * @param kind what is run: other things load other classes
   */
  static ClassArchive of(Path jar, String kind) throws IOException {
    long size = Files.size(jar);
    long time = Files.getLastModifiedTime(jar).toMillis();
    String jvm = System.getProperty("java.vm.version") + System.getProperty("java.home");
    int what = (jar + ":" + size + ":" + time + ":" + jvm).hashCode();
    return new ClassArchive(
        kind, directory().resolve(kind + "-" + Integer.toHexString(what) + ".jsa"));
  }

  private static Path directory() {
    String own = System.getenv(DIRECTORY);
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    return caches == null || caches.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "ftpnat")
        : Path.of(caches, "ftpnat");
  }

  static boolean isOff() {
    return "off".equals(System.getenv(DIRECTORY));
  }

  /** Whether an earlier run has written it. */
  boolean isThere() {
    return isThere;
  }

  /** Has the second JVM read it, or else write it when it ends. */
  List<String> options() {
    if (isThere) {
      use();
      return List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + file);
    }
    try {
      Files.createDirectories(file.getParent());
      // What killed runs have left.
      deleteOlder("*.part", 0, Clock.systemUTC().instant().minus(A_WHILE));
      // A JVM that can't write its archive ends with 1, whatever it was to end with.
      return Files.isWritable(file.getParent())
              && Files.getFileStore(file.getParent()).getUsableSpace() >= ENOUGH
          ? List.of("-XX:ArchiveClassesAtExit=" + unfinished)
          : List.of();
    } catch (IOException e) {
      return List.of(); // It goes without.
    }
  }

  /** That it is in use is seen by its time, which needn't be new for each run. */
  private void use() {
    try {
      Instant now = Clock.systemUTC().instant();
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(A_WHILE))) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      // Somebody else's, or gone: both are found out by who reads it.
    }
  }

  /**
   * What the second JVM has written is there as a whole or not at all. Of other archives of the
   * same kind, which are of earlier versions or of other JVMs, those go that nobody uses any more.
   * It never fails: the next run tries again.
   */
  void finish() {
    try {
      if (Files.exists(unfinished)) {
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        Instant now = Clock.systemUTC().instant();
        deleteOlder(kind + "-*.jsa", MOST_KEPT, now.minus(UNUSED));
      }
    } catch (IOException e) {
      // It goes without.
    }
  }

  /** Deletes what is older, or is more than are kept. */
  private void deleteOlder(String names, int kept, Instant limit) throws IOException {
    Map<Path, Instant> times = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(file.getParent(), names)) {
      for (Path each : files) {
        times.put(each, Files.getLastModifiedTime(each).toInstant());
      }
    }
    List<Path> newestFirst = new ArrayList<>(times.keySet());
    newestFirst.sort(Comparator.comparing((Path each) -> times.get(each)).reversed());
    for (int i = 0; i < newestFirst.size(); i++) {
      if (times.get(newestFirst.get(i)).isBefore(limit) || kept > 0 && i >= kept) {
        Files.deleteIfExists(newestFirst.get(i));
      }
    }
  }
}
