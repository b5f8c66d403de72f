package dev.ftpnat.launcher.matrix;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files that a command is to transfer, each compared byte for byte when it has ended.
 *
 * @param get what it is to download
 * @param put what it is to upload
 */
public record FileChecks(List<Path> get, List<Path> put) {

  /**
   * Of files that are there, each under a name of its own, since the server has one directory for
   * all.
   *
   * @throws IllegalArgumentException if one isn't there, or two have the same name
   */
  public FileChecks {
    get = get.stream().map(file -> checked("--get", file)).distinct().toList();
    put = put.stream().map(file -> checked("--put", file)).distinct().toList();
    Map<Path, Path> toGet = named("--get", get);
    Map<Path, Path> toPut = named("--put", put);
    toPut.keySet().stream()
        .filter(toGet::containsKey)
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  ("--put: `%s` is the name of a file of --get as well, so that it is on the server"
                          + " before it is uploaded. Give one of them another name")
                      .formatted(name));
            });
  }

  private static Path checked(String option, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(option + ": there is no file `" + file + "`");
    }
    return file.toAbsolutePath().normalize();
  }

  private static Map<Path, Path> named(String option, List<Path> files) {
    Map<Path, Path> named = new HashMap<>();
    for (Path file : files) {
      Path other = named.put(file.getFileName(), file);
      if (other != null) {
        throw new IllegalArgumentException(
            ("%s: `%s` and `%s` have the same name, and the server has one directory for both. Give"
                    + " one of them another name")
                .formatted(option, other, file));
      }
    }
    return named;
  }

  /**
   * Checks that what else is put on the server leaves something to be seen.
   *
   * @param others the files that {@code --file} puts there, by their paths there
   * @throws IllegalArgumentException if it is where one of these belongs
   */
  public void checkAgainst(Map<Path, Path> others) throws IOException {
    for (Path file : get) {
      if (others.containsKey(file.getFileName())) {
        throw new IllegalArgumentException(
            "--file: `%s` is put on the server by --get already".formatted(file.getFileName()));
      }
    }
    for (Path file : put) {
      Path other = others.get(file.getFileName());
      if (other != null && Files.mismatch(file, other) < 0) {
        throw new IllegalArgumentException(
            ("--file: `%s` is on the server with the content that --put is to upload, so that no"
                    + " upload would be missed. Let it have another content")
                .formatted(file.getFileName()));
      }
    }
  }

  /** Puts what is to be downloaded on a server. */
  public void prepare(Path server) throws IOException {
    for (Path file : get) {
      Files.copy(file, server.resolve(file.getFileName()));
    }
  }

  /**
   * Where a command may put what it downloads, and what was there before.
   *
   * @param work a directory of its own
   * @param shared one where others put theirs as well, if it may
   * @param before how the files were that had been there; those that weren't aren't in it
   */
  public record Places(Path work, Optional<Path> shared, Map<Path, List<Object>> before) {

    public Places {
      before = Map.copyOf(before);
    }

    private boolean hasNew(Path copy) throws IOException {
      return Files.exists(copy) && !state(copy).equals(before.get(copy));
    }
  }

  /**
   * The places as they are before a command begins.
   *
   * @param work an empty directory of its own
   * @param shared the directory in which it runs, if that is another
   */
  public Places before(Path work, Optional<Path> shared) throws IOException {
    Map<Path, List<Object>> before = new HashMap<>();
    for (Path file : get) {
      for (Path directory : Stream.concat(Stream.of(work), shared.stream()).toList()) {
        Path copy = directory.resolve(file.getFileName());
        if (Files.exists(copy)) {
          before.put(copy, state(copy));
        }
      }
    }
    return new Places(work, shared, before);
  }

  /** What isn't the same when a file has been written, though its content and its time may be. */
  private static List<Object> state(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    // Clients set the time of the last modification to that on the server, but nobody this one.
    boolean isUnix = FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    return List.of(
        found.size(),
        found.lastModifiedTime(),
        Objects.toString(found.fileKey()),
        isUnix ? Files.getAttribute(file, "unix:ctime") : "");
  }

  /**
   * What differs, in words; nothing if all is as it should be.
   *
   * @param server the server's directory
   * @param places where the command may have put what it downloaded
   * @param output what it wrote to its standard output
   */
  public List<String> differences(Path server, Places places, Output output) throws IOException {
    List<String> differences = new ArrayList<>();
    for (Path file : get) {
      arrived(file, places, output).ifPresent(differences::add);
    }
    for (Path file : put) {
      compare(file, server.resolve(file.getFileName()), "on the server")
          .ifPresent(differences::add);
    }
    return differences;
  }

  /**
   * In its own directory, on standard output, or in the shared directory. What is there may be
   * another command's, which tells nothing if the standard output is right.
   */
  private static Optional<String> arrived(Path file, Places places, Output output)
      throws IOException {
    Path own = places.work().resolve(file.getFileName());
    if (places.hasNew(own)) {
      return compare(file, own, "after the download");
    }
    boolean isPrinted =
        output.size() == Files.size(file) && output.isSameAs(Files.newInputStream(file));
    Optional<Path> shared = places.shared().map(it -> it.resolve(file.getFileName()));
    boolean isThere =
        shared.isPresent() && places.hasNew(shared.get()) && !Files.isSameFile(shared.get(), file);
    if (isThere && !(isPrinted && output.size() > 0)) {
      return compare(file, shared.get(), "after the download");
    }
    return isPrinted
        ? Optional.empty()
        : Optional.of(
            "%s: neither in {work} nor on standard output, which has %d bytes of other content"
                .formatted(file.getFileName(), output.size()));
  }

  private static Optional<String> compare(Path file, Path copy, String where) throws IOException {
    if (!Files.exists(copy)) {
      return Optional.of(file.getFileName() + ": isn't there " + where);
    }
    long at = Files.mismatch(file, copy);
    return at < 0
        ? Optional.empty()
        : Optional.of(
            "%s: has %d bytes %s instead of %d, and differs from byte %d on"
                .formatted(file.getFileName(), Files.size(copy), where, Files.size(file), at));
  }
}
