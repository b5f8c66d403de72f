package dev.ftpnat.launcher.start;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The archive in which the classes of the second JVM are from the second time on, as they are in
 * memory (class-data sharing). It is kept where caches are, for this jar and this JVM.
 */
final class ClassArchive {

  /** The variable of the environment that names another directory for archives; or {@code off}. */
  static final String DIRECTORY = "FTPNAT_CACHE";

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
      return List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + file);
    }
    try {
      Files.createDirectories(file.getParent());
      return Files.isWritable(file.getParent())
          ? List.of("-XX:ArchiveClassesAtExit=" + unfinished)
          : List.of();
    } catch (IOException e) {
      return List.of(); // It goes without.
    }
  }

  /**
   * What the second JVM has written is there as a whole or not at all. Archives of the same kind,
   * of earlier versions, go.
   */
  void finish() throws IOException {
    if (!Files.exists(unfinished)) {
      return;
    }
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(file.getParent(), kind + "-*.jsa")) {
      for (Path other : others) {
        Files.deleteIfExists(other);
      }
    }
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
