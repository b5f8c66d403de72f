package dev.ftpnat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The temporary files of one environment: the FTP user's home and, beside it, certificates. */
final class WorkingDirectory implements AutoCloseable {

  private final Path root;
  private final Path home;

  private WorkingDirectory(Path root) throws IOException {
    this.root = root;
    this.home = Files.createDirectory(root.resolve("home"));
  }

  static WorkingDirectory create() throws IOException {
    return new WorkingDirectory(Files.createTempDirectory("ftpnat"));
  }

  Path home() {
    return home;
  }

  /** A file beside the home directory, written when it is asked for. */
  synchronized Path file(String name, Supplier<byte[]> content) {
    Path file = root.resolve(name);
    try {
      return Files.exists(file) ? file : Files.write(file, content.get());
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> leafFirst;
    try (Stream<Path> paths = Files.walk(root)) {
      leafFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : leafFirst) {
      Files.deleteIfExists(path);
    }
  }
}
