package dev.ftpnat.internal.server.personality.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;

/**
 * What stat(2) tells of a file. Where the operating system isn't a Unix, a user 1000 owns all files
 * and may do everything.
 *
 * @param mode type and permissions, as in {@code st_mode}
 * @param links how many names it has
 * @param inode its number
 * @param device the number of the file system that it is on
 */
public record FileStatus(
    int mode,
    long links,
    long uid,
    long gid,
    long size,
    Instant modified,
    long inode,
    long device) {

  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;
  private static final int TYPE = 0170000;
  private static final int DEFAULT_DIRECTORY = DIRECTORY | 0755;
  private static final int DEFAULT_FILE = REGULAR | 0644;
  private static final long DEFAULT_ID = 1000;
  private static final String LETTERS = "rwxrwxrwx";

  /** Of the file itself; not of where it leads, if it is a link. */
  public static FileStatus of(Path file) throws IOException {
    return of(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Of what it leads to, if it is a link. */
  public static FileStatus following(Path file) throws IOException {
    return of(file, new LinkOption[0]);
  }

  private static FileStatus of(Path file, LinkOption... options) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      Map<String, Object> unix =
          Files.readAttributes(
              file, "unix:mode,nlink,uid,gid,size,lastModifiedTime,ino,dev", options);
      return new FileStatus(
          (int) unix.get("mode"),
          ((Number) unix.get("nlink")).longValue(),
          ((Number) unix.get("uid")).longValue(),
          ((Number) unix.get("gid")).longValue(),
          ((Number) unix.get("size")).longValue(),
          ((java.nio.file.attribute.FileTime) unix.get("lastModifiedTime")).toInstant(),
          ((Number) unix.get("ino")).longValue(),
          ((Number) unix.get("dev")).longValue());
    }
    BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class, options);
    return new FileStatus(
        basic.isDirectory() ? DEFAULT_DIRECTORY : DEFAULT_FILE,
        1,
        DEFAULT_ID,
        DEFAULT_ID,
        basic.size(),
        basic.lastModifiedTime().toInstant(),
        0,
        0);
  }

  public boolean isDirectory() {
    return (mode & TYPE) == DIRECTORY;
  }

  public boolean isFile() {
    return (mode & TYPE) == REGULAR;
  }

  public boolean isLink() {
    return (mode & TYPE) == LINK;
  }

  /** For example {@code drwxr-xr-x}. */
  public String permissions() {
    StringBuilder text = new StringBuilder();
    text.append(isDirectory() ? 'd' : isLink() ? 'l' : '-');
    for (int bit = 0; bit < LETTERS.length(); bit++) {
      boolean set = (mode >> (LETTERS.length() - 1 - bit) & 1) == 1;
      text.append(set ? LETTERS.charAt(bit) : '-');
    }
    return text.toString();
  }
}
