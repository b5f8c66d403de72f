package dev.ftpnat.internal.ftp;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as FTP commands name them. */
public final class FtpPath {

  private FtpPath() {}

  /** A path from the root, without {@code .} and {@code ..}. */
  public static String resolve(String directory, String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : (path.startsWith("/") ? path : directory + "/" + path).split("/")) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return "/" + String.join("/", names);
  }
}
