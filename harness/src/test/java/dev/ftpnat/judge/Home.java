package dev.ftpnat.judge;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The files that every session finds. */
final class Home {

  /** More than all buffers on the way hold. */
  static final int BIG = 32 << 20;

  private static final FileTime TIME = FileTime.from(Instant.parse("2023-11-14T22:13:20Z"));

  private Home() {}

  static void restore(Path home, OptionalInt owner) throws IOException {
    clear(home);
    Files.createDirectories(home.resolve("dir"));
    Files.createDirectories(home.resolve("empty"));
    Files.writeString(home.resolve("hello.txt"), "hello world\n");
    Files.writeString(home.resolve("empty.txt"), "");
    Files.writeString(home.resolve("lines.txt"), "a\nb\nc\n");
    Files.writeString(home.resolve("a b.txt"), "a name of two words\n");
    Files.writeString(home.resolve("dir/x.txt"), "x\n");
    try (RandomAccessFile big = new RandomAccessFile(home.resolve("big.bin").toFile(), "rw")) {
      big.setLength(BIG);
    }
    try (Stream<Path> all = Files.walk(home)) {
      for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
        if (owner.isPresent()) {
          Files.setAttribute(file, "unix:uid", owner.getAsInt());
          Files.setAttribute(file, "unix:gid", owner.getAsInt());
        }
        Files.setLastModifiedTime(file, TIME);
      }
    }
  }

  static void clear(Path home) throws IOException {
    if (!Files.exists(home)) {
      return;
    }
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (!directory.equals(home)) {
              Files.delete(directory);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
