package dev.ftpnat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** The temporary files of one environment: the FTP user's home and, elsewhere, certificates. */
final class WorkingDirectory implements AutoCloseable {

  private final Path home;

  /** Made when it is needed, which it mostly isn't. */
  private Path others;

  private boolean closed;

  private WorkingDirectory(Path home) {
    this.home = home;
  }

  static WorkingDirectory create() throws IOException {
    return new WorkingDirectory(temporary());
  }

  private static Path temporary() throws IOException {
    return Files.createTempDirectory("ftpnat");
  }

  Path home() {
    return home;
  }

  /** The path of a file outside of the home directory, which the caller writes. */
  synchronized Path path(String name) throws IOException {
    if (others == null) {
      others = temporary();
    }
    return others.resolve(name);
  }

  /** A file outside of the home directory, written when it is asked for. */
  synchronized Path file(String name, Supplier<byte[]> content) {
    if (closed) {
      throw new IllegalStateException("the environment is closed, and so there is no " + name);
    }
    try {
      Path file = path(name);
      if (Files.notExists(file)) {
        Path unfinished = Files.write(others.resolve(name + ".part"), content.get());
        Files.move(unfinished, file);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + name, e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    try {
      if (others != null) {
        delete(others);
      }
    } finally {
      delete(home);
    }
  }

  private static void delete(Path directory) throws IOException {
    try {
      // A test may have cleaned up by itself.
      Files.deleteIfExists(directory);
      return;
    } catch (DirectoryNotEmptyException e) {
      // Then what is in it goes first.
    }
    Files.walkFileTree(directory, new Deletion());
  }

  /**
   * Deletes a tree, also where its owner may not: tests take rights away, and so does SITE CHMOD.
   * What links lead to stays as it is.
   */
  private static final class Deletion extends SimpleFileVisitor<Path> {

    private final Set<Path> refused = new HashSet<>();

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      permitAll(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      try {
        Files.deleteIfExists(file);
      } catch (AccessDeniedException e) {
        if (!attributes.isRegularFile()) {
          throw e;
        }
        // On Windows it is the file itself that can't be deleted if it is read-only.
        permitAll(file);
        Files.deleteIfExists(file);
      }
      return FileVisitResult.CONTINUE;
    }

    /** A directory that can't be read comes here instead of being visited. */
    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      boolean isFirst =
          failure instanceof AccessDeniedException
              && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
              && refused.add(path);
      if (!isFirst) {
        throw failure;
      }
      permitAll(path);
      Files.walkFileTree(path, this);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }

    /** As far as one may; if that isn't enough, what comes next says so. */
    private static void permitAll(Path path) {
      File file = path.toFile();
      boolean ignored = file.setReadable(true) & file.setWritable(true) & file.setExecutable(true);
    }
  }
}
