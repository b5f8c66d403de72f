package dev.ftpnat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

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

  /** Also where a client's command has made it read-only, as Go does with its module cache. */
  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      makeAccessible(path);
      for (Path each : children(path)) {
        delete(each);
      }
    }
    // A test may have cleaned up by itself.
    Files.deleteIfExists(path);
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    }
  }

  private static void makeAccessible(Path directory) {
    File file = directory.toFile();
    if (!file.canRead() || !file.canWrite() || !file.canExecute()) {
      // What can't be had is found out when it is deleted.
      boolean ignored = file.setReadable(true) & file.setWritable(true) & file.setExecutable(true);
    }
  }
}
