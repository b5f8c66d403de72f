package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The results of a build, in a directory that its JVMs share. Each is a file that appears as a
 * whole and is named after its run, so that none is lost when a JVM dies, writers don't wait for
 * each other, and a run that is repeated replaces what it gave before.
 *
 * @param directory where they are
 * @param build whose they are
 */
record ResultStore(Path directory, Build build) {

  private static final String SUFFIX = ".result";
  private static final AtomicLong PARTS = new AtomicLong();

  void put(RunResult result) throws IOException {
    Files.createDirectories(directory);
    write(
        directory.resolve(key(result) + SUFFIX),
        new ResultFile(build, TestId.classFile(result), result).toBytes());
  }

  /**
   * What there is to report.
   *
   * @param ofThisBuild the results of this build
   * @param earlier those of earlier builds whose tests are still there, but haven't run in this one
   */
  record Kept(List<RunResult> ofThisBuild, List<RunResult> earlier) {}

  /** All that there are. Deletes those that nobody can want any more. */
  Kept all() throws IOException {
    List<RunResult> ofThisBuild = new ArrayList<>();
    Map<Path, ResultFile> others = new LinkedHashMap<>();
    for (Path path : paths()) {
      Optional<ResultFile> file = read(path);
      if (file.isEmpty()) {
        Files.deleteIfExists(path);
      } else if (file.get().build().isSameAs(build)) {
        ofThisBuild.add(file.get().result());
      } else {
        others.put(path, file.get());
      }
    }
    Set<String> haveRun = ofThisBuild.stream().map(TestId::ofTest).collect(Collectors.toSet());
    List<RunResult> earlier = new ArrayList<>();
    for (Map.Entry<Path, ResultFile> other : others.entrySet()) {
      RunResult result = other.getValue().result();
      if (haveRun.contains(TestId.ofTest(result)) || !TestId.isStillThere(other.getValue())) {
        Files.deleteIfExists(other.getKey());
      } else {
        earlier.add(result);
      }
    }
    return new Kept(ofThisBuild, earlier);
  }

  private List<Path> paths() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.filter(path -> path.toString().endsWith(SUFFIX)).toList();
    }
  }

  private static Optional<ResultFile> read(Path path) throws IOException {
    try {
      return ResultFile.parse(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // Somebody cleans up at the same time.
    }
  }

  /** A short name of a run, the same in every build. */
  static String key(RunResult result) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(result.id().getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** Writes a file so that nobody ever sees a part of it. */
  static void write(Path path, byte[] content) throws IOException {
    // Not createTempFile, whose files only their owner may read.
    long process = ProcessHandle.current().pid();
    Path part =
        path.resolveSibling(
            path.getFileName() + "." + process + "." + PARTS.incrementAndGet() + ".part");
    try {
      Files.write(part, content);
      try {
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
