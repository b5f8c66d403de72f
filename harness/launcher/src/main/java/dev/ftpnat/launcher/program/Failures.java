package dev.ftpnat.launcher.program;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.function.UnaryOperator;

/** What failed, in words. Of file systems, Java says the path alone. */
public final class Failures {

  private Failures() {}

  /** Of any failure. */
  public static String words(Throwable failure) {
    if (failure instanceof FileSystemException file) {
      return words(file, UnaryOperator.identity());
    }
    if (failure instanceof UncheckedIOException
        && failure.getCause() instanceof FileSystemException file
        && failure.getMessage() != null) {
      String bare = String.valueOf(file.getMessage());
      String words = words(file);
      String message = failure.getMessage();
      return message.contains(bare) ? message.replace(bare, words) : message + ": " + words;
    }
    if (failure instanceof ReadOnlyFileSystemException) {
      return "the file system is read-only";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /**
   * Of a file.
   *
   * @param naming how its path is told
   */
  public static String words(FileSystemException e, UnaryOperator<String> naming) {
    String name = e.getFile() == null ? "the file" : "`" + naming.apply(e.getFile()) + "`";
    if (e instanceof DirectoryNotEmptyException) {
      return name + " is a directory that isn't empty";
    }
    if (e instanceof FileAlreadyExistsException) {
      return name + " is there already, and no directory";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no " + name;
    }
    if (e instanceof AccessDeniedException) {
      return "no permission for " + name;
    }
    if (e instanceof NotDirectoryException) {
      return name + " is no directory";
    }
    if (e instanceof FileSystemLoopException) {
      return name + " leads to itself";
    }
    return name + ": " + (e.getReason() == null ? e.toString() : e.getReason());
  }
}
