package dev.ftpnat.internal.server.personality.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What became of something done to a file, in the words of the C library. */
public enum Errno {
  NONE("Success"),
  NO_ENTRY("No such file or directory"),
  NOT_DIRECTORY("Not a directory"),
  IS_DIRECTORY("Is a directory"),
  EXISTS("File exists"),
  NOT_EMPTY("Directory not empty"),
  DENIED("Permission denied"),
  NOT_PERMITTED("Operation not permitted"),
  NAME_TOO_LONG("File name too long"),
  BUSY("Device or resource busy"),
  INVALID("Invalid argument"),
  IO("Input/output error");

  private final String text;

  Errno(String text) {
    this.text = text;
  }

  /** What strerror(3) says. */
  public String text() {
    return text;
  }

  public boolean isOk() {
    return this == NONE;
  }

  public static Errno of(IOException e) {
    if (e instanceof NoSuchFileException) {
      return NO_ENTRY;
    }
    if (e instanceof FileAlreadyExistsException) {
      return EXISTS;
    }
    if (e instanceof DirectoryNotEmptyException) {
      return NOT_EMPTY;
    }
    if (e instanceof AccessDeniedException) {
      return DENIED;
    }
    if (e instanceof NotDirectoryException) {
      return NOT_DIRECTORY;
    }
    String why = String.valueOf(e.getMessage());
    for (Errno one : values()) {
      if (why.endsWith(one.text)) {
        return one;
      }
    }
    return IO;
  }
}
