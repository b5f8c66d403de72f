package dev.ftpnat.launcher.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/** All temporary files of a run. Its name marks the processes of the run as well. */
record RunDirectory(Path path) {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /**
   * By hand, since for the names of temporary files Java makes itself a source of secrets first.
   */
  static RunDirectory create() throws IOException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    String name = "ftpnat-run-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    Path path = parent.resolve(name);
    return new RunDirectory(
        path.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
            : Files.createDirectory(path));
  }

  /** Unlike any other run's. */
  String mark() {
    return path.getFileName().toString();
  }

  /** What the second JVM makes when it is there. */
  Path begunFile() {
    return path.resolve("begun");
  }

  /** Where the second JVM writes what it ends with. */
  Path statusFile() {
    return path.resolve("status");
  }

  /** What the second JVM has ended with; empty if it didn't come to its end by itself. */
  OptionalInt status() {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(statusFile())));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  void delete() throws IOException {
    Directories.delete(path);
  }
}
