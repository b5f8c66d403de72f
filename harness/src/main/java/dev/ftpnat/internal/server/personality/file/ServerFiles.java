package dev.ftpnat.internal.server.personality.file;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of one session: a directory that clients see as {@code /}, and where they are in it.
 */
public final class ServerFiles {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path home;
  private String current = "/";

  public ServerFiles(Path home) {
    this.home = home;
  }

  /** The working directory, as clients see it. */
  public String current() {
    return current;
  }

  /**
   * The absolute pathname that a name stands for, as clients see it; what leads out of the root
   * stays there.
   */
  public String absolute(String name) {
    Deque<String> names = new ArrayDeque<>();
    String path = name.startsWith("/") ? name : current + "/" + name;
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        names.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        names.addLast(part);
      }
    }
    return "/" + String.join("/", names);
  }

  /**
   * Where it really is. What goes through something that isn't a directory isn't there.
   *
   * @throws NoSuchFileException if no file can have that name
   */
  public Path path(String name) throws NoSuchFileException {
    try {
      return home.resolve(absolute(name).substring(1));
    } catch (InvalidPathException e) {
      throw new NoSuchFileException(name);
    }
  }

  public boolean exists(String name) {
    try {
      return Files.exists(path(name), LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  public boolean isDirectory(String name) {
    try {
      return Files.isDirectory(path(name));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  public boolean isFile(String name) {
    try {
      return Files.isRegularFile(path(name));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Why it can't be looked at, if it can't. */
  public Errno status(String name) {
    if (name.isEmpty()) {
      return Errno.NO_ENTRY;
    }
    return tried(
        () -> {
          Path file = path(name);
          throughDirectories(file);
          Files.getLastModifiedTime(file);
        });
  }

  private void throughDirectories(Path file) throws IOException {
    for (Path parent = file.getParent();
        parent != null && parent.startsWith(home) && !parent.equals(home);
        parent = parent.getParent()) {
      if (Files.exists(parent) && !Files.isDirectory(parent)) {
        throw new IOException(Errno.NOT_DIRECTORY.text());
      }
    }
  }

  public Errno enter(String name) {
    Errno status = status(name);
    if (!status.isOk()) {
      return status;
    }
    if (!isDirectory(name)) {
      return Errno.NOT_DIRECTORY;
    }
    current = absolute(name);
    return Errno.NONE;
  }

  /** Makes a directory with these permissions. */
  public Errno makeDirectory(String name, int mode) {
    if (name.isEmpty()) {
      return Errno.NO_ENTRY;
    }
    Errno made = tried(() -> Files.createDirectory(path(name)));
    return made.isOk() ? changeMode(name, mode) : made;
  }

  /** The number that a text begins with, as C reads it: as far as the digits are octal. */
  public static BigInteger octal(String text) {
    return new BigInteger("0" + text.replaceFirst("(?s)[^0-7].*", ""), 8);
  }

  /** Sets permissions, where there are any. */
  public Errno changeMode(String name, int mode) {
    return tried(
        () -> {
          Path file = path(name);
          if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, permissions(mode));
          }
        });
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    // From the others' execute, the lowest bit, to the owner's read.
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode >> bit & 1) == 1) {
        set.add(all[all.length - 1 - bit]);
      }
    }
    return set;
  }

  /** Where a link leads, as it says. */
  public String linkTarget(String name) {
    try {
      return Files.readSymbolicLink(path(name)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  public Errno removeDirectory(String name) {
    Errno status = status(name);
    if (!status.isOk()) {
      return status;
    }
    return isDirectory(name) ? tried(() -> Files.delete(path(name))) : Errno.NOT_DIRECTORY;
  }

  public Errno delete(String name) {
    if (isDirectory(name) && !name.isEmpty()) {
      return Errno.IS_DIRECTORY;
    }
    return name.isEmpty() ? Errno.NO_ENTRY : tried(() -> Files.delete(path(name)));
  }

  /** As rename(2) does: only a directory takes the place of one, and only of one that is empty. */
  public Errno rename(String from, String to) {
    boolean moved = isDirectory(from);
    if (to.matches("(.*/)?\\.\\.?") || to.matches("/+")) {
      return Errno.BUSY;
    }
    if (!moved && to.endsWith("/") || moved && exists(to) && !isDirectory(to)) {
      return Errno.NOT_DIRECTORY;
    }
    if (isDirectory(to)) {
      if (absolute(from).startsWith(absolute(to) + "/")) {
        return Errno.NOT_EMPTY;
      }
      if (!moved) {
        return Errno.IS_DIRECTORY;
      }
    }
    return tried(() -> Files.move(path(from), path(to), StandardCopyOption.REPLACE_EXISTING));
  }

  public long size(String name) throws IOException {
    return Files.size(path(name));
  }

  public Instant modified(String name) throws IOException {
    return Files.getLastModifiedTime(path(name)).toInstant();
  }

  /** As MDTM says it (RFC 3659 section 2.3), without fractions. */
  public String timestamp(String name) throws IOException {
    return TIME.format(modified(name));
  }

  public Errno setModified(String name, Instant time) {
    return tried(() -> Files.setLastModifiedTime(path(name), FileTime.from(time)));
  }

  /** The names in a directory, sorted by bytes, without {@code .} and {@code ..}. */
  public List<String> names(String directory) throws IOException {
    try (Stream<Path> entries = Files.list(path(directory))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Something done to a file. */
  @FunctionalInterface
  public interface Deed {
    void run() throws IOException;
  }

  public static Errno tried(Deed deed) {
    try {
      deed.run();
      return Errno.NONE;
    } catch (IOException e) {
      return Errno.of(e);
    }
  }
}
