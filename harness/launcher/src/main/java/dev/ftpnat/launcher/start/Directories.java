package dev.ftpnat.launcher.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes directories away that commands have worked in. */
public final class Directories {

  private Directories() {}

  /**
   * Deletes a directory with all that is in it, also where a command has made that read-only, as Go
   * does with its module cache. Nothing happens if it isn't there.
   *
   * @throws IOException if something of it can't be deleted
   */
  public static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      makeAccessible(path);
      for (Path each : children(path)) {
        delete(each);
      }
    }
    Files.deleteIfExists(path);
  }

  /** First what is in it is read, so that no directory stays open below another. */
  private static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path each : stream) {
        children.add(each);
      }
    }
    return children;
  }

  private static void makeAccessible(Path directory) {
    File file = directory.toFile();
    if (!file.canRead() || !file.canWrite() || !file.canExecute()) {
      // What can't be had is found out when it is deleted.
      boolean ignored = file.setReadable(true) & file.setWritable(true) & file.setExecutable(true);
    }
  }
}
