package dev.ftpnat.launcher.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that a command is to transfer, each compared byte for byte when it has ended.
 *
 * @param get what it is to download
 * @param put what it is to upload
 */
public record FileChecks(List<Path> get, List<Path> put) {

  /**
   * Of files that are there.
   *
   * @throws IllegalArgumentException if one isn't
   */
  public FileChecks {
    get = get.stream().map(file -> checked("--get", file)).toList();
    put = put.stream().map(file -> checked("--put", file)).toList();
  }

  private static Path checked(String option, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(option + ": there is no file `" + file + "`");
    }
    return file.toAbsolutePath();
  }

  /** Puts what is to be downloaded on a server. */
  public void prepare(Path server) throws IOException {
    for (Path file : get) {
      Files.copy(file, server.resolve(file.getFileName()));
    }
  }

  /**
   * What differs, in words; nothing if all is as it should be.
   *
   * @param server the server's directory
   * @param client where the command may have put what it downloaded
   * @param output what it wrote to its standard output
   */
  public List<String> differences(Path server, List<Path> client, Output output)
      throws IOException {
    List<String> differences = new ArrayList<>();
    for (Path file : get) {
      arrived(file, client, output).ifPresent(differences::add);
    }
    for (Path file : put) {
      compare(file, server.resolve(file.getFileName()), "on the server")
          .ifPresent(differences::add);
    }
    return differences;
  }

  /** In one of the directories, or else on standard output. */
  private static Optional<String> arrived(Path file, List<Path> directories, Output output)
      throws IOException {
    for (Path directory : directories) {
      Path copy = directory.resolve(file.getFileName());
      if (Files.exists(copy) && !Files.isSameFile(copy, file)) {
        return compare(file, copy, "after the download");
      }
    }
    if (output.size() == Files.size(file) && output.isSameAs(Files.newInputStream(file))) {
      return Optional.empty();
    }
    return Optional.of(
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
