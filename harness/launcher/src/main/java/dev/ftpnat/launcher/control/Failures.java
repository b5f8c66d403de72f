package dev.ftpnat.launcher.control;

import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What a file system says of what can't be done, in words. */
final class Failures {

  private Failures() {}

  static String words(FileSystemException e) {
    String name = e.getFile() == null ? "the file" : "`" + Path.of(e.getFile()).getFileName() + "`";
    if (e instanceof DirectoryNotEmptyException) {
      return name + " is a directory that isn't empty";
    }
    if (e instanceof FileAlreadyExistsException) {
      return name + " is there already, and no directory";
    }
    return name + ": " + (e.getReason() == null ? e.toString() : e.getReason());
  }
}
