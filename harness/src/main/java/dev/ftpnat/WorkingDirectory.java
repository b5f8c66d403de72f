package dev.ftpnat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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

  private static void delete(Path directory) throws IOException {
    try {
      // A test may have cleaned up by itself.
      Files.deleteIfExists(directory);
      return;
    } catch (DirectoryNotEmptyException e) {
      // Then what is in it goes first.
    }
    List<Path> leafFirst;
    try (Stream<Path> paths = Files.walk(directory)) {
      leafFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : leafFirst) {
      Files.deleteIfExists(path);
    }
  }
}
