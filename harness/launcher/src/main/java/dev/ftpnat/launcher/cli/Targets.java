package dev.ftpnat.launcher.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks before a command runs that what is found out of it can be written. */
final class Targets {

  private Targets() {}

  /**
   * Of a file that is written in one go or replaced.
   *
   * @param option what named it
   * @param file null if nothing did
   * @throws IllegalArgumentException if it can't be written there
   */
  static void file(String option, Path file) {
    if (file == null) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          option + ": `" + file + "` is a directory. Name a file in it");
    }
    if (Files.exists(file)) {
      if (!Files.isWritable(file)) {
        throw new IllegalArgumentException(option + ": `" + file + "` can't be written");
      }
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IllegalArgumentException(option + ": there is no directory `" + directory + "`");
    }
    writable(option, directory);
  }

  /**
   * Of a directory, which is made if it isn't there.
   *
   * @throws IllegalArgumentException if nothing can be written in it
   */
  static void directory(String option, Path directory) {
    Path there = directory.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new IllegalArgumentException(option + ": `" + there + "` is no directory");
    }
    writable(option, there);
  }

  private static void writable(String option, Path directory) {
    if (!Files.isWritable(directory)) {
      throw new IllegalArgumentException(
          option + ": nothing can be written in the directory `" + directory + "`");
    }
  }
}
