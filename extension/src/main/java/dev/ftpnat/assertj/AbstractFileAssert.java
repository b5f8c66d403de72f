package dev.ftpnat.assertj;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.FtpNat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Assertions about what is in the server's directory. */
abstract class AbstractFileAssert<S extends AbstractFileAssert<S>>
    extends AbstractTransferAssert<S> {

  private static final int MOST_SHOWN = 100;
  private static final int MOST_WALKED = 1000;

  AbstractFileAssert(FtpNat actual, Class<S> type) {
    super(actual, type);
  }

  /**
   * Verifies that the server has this file.
   *
   * <pre>{@code
   * // holds after client.storeFile("in/report.csv", ...)
   * assertThat(nat).serverHas("/in/report.csv");
   * }</pre>
   *
   * @param file seen from the FTP user's {@code /}
   * @throws IllegalArgumentException if it is none of the FTP user's
   * @throws AssertionError if the server doesn't have it, or no longer runs
   */
  public S serverHas(String file) {
    existing(file, listed("the server to have:", List.of(file)));
    return myself;
  }

  /**
   * Verifies that the server has this file with this content.
   *
   * <pre>{@code
   * // fails for an upload in ASCII type that changed the ends of lines
   * assertThat(nat).serverHas("report.csv", content);
   * }</pre>
   *
   * @param file seen from the FTP user's {@code /}
   * @throws IllegalArgumentException if it is none of the FTP user's
   * @throws AssertionError if the server doesn't have it, has other content, or no longer runs
   */
  public S serverHas(String file, byte[] content) {
    String expecting = listed("the server to have:", List.of(file + ", " + described(content)));
    byte[] found = content(existing(file, expecting));
    int difference = Arrays.mismatch(content, found);
    if (difference >= 0) {
      throw unlike(
          trace(),
          expecting,
          listed(
              "from byte %d on it has something else:".formatted(difference),
              List.of(file + ", " + described(found))));
    }
    return myself;
  }

  /**
   * Verifies that the server has this file with this text in UTF-8.
   *
   * <pre>{@code
   * assertThat(nat).serverHas("report.csv", "a;b");
   * }</pre>
   *
   * @param file seen from the FTP user's {@code /}
   * @throws IllegalArgumentException if it is none of the FTP user's
   * @throws AssertionError if the server doesn't have it, has other content, or no longer runs
   */
  public S serverHas(String file, String text) {
    return serverHas(file, text.getBytes(UTF_8));
  }

  /**
   * Verifies that the server has no file and no directory of this name.
   *
   * <pre>{@code
   * // fails if an upload that broke off left half a file
   * assertThat(nat).serverHasNo("report.csv");
   * }</pre>
   *
   * @param file seen from the FTP user's {@code /}
   * @throws IllegalArgumentException if it is none of the FTP user's
   * @throws AssertionError if it has one, or no longer runs
   */
  public S serverHasNo(String file) {
    isNotNull();
    String expecting = listed("the server not to have:", List.of(file));
    requireRunning(expecting);
    Path path = path(file);
    if (Files.exists(path)) {
      String found = Files.isRegularFile(path) ? described(content(path)) : "which is a directory";
      throw unlike(trace(), expecting, listed("it has:", List.of(file + ", " + found)));
    }
    return myself;
  }

  private Path existing(String file, String expecting) {
    isNotNull();
    requireRunning(expecting);
    Path path = path(file);
    if (!Files.isRegularFile(path)) {
      List<String> files = files();
      throw unlike(
          trace(), expecting, files.isEmpty() ? "it has no files." : listed("it has only:", files));
    }
    return path;
  }

  private void requireRunning(String expecting) {
    if (!actual.isRunning()) {
      throw unlike(
          trace(),
          expecting,
          "the environment is closed and its files are deleted, so that can't be told");
    }
  }

  private Path path(String file) {
    Path root = actual.serverDirectory();
    Path path = root.resolve(file.replaceFirst("^/+", "")).normalize();
    if (!path.startsWith(root)) {
      throw new IllegalArgumentException(
          "\"%s\" is outside of the server's directory".formatted(file));
    }
    return path;
  }

  private List<String> files() {
    Path root = actual.serverDirectory();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .limit(MOST_WALKED)
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long it is, and how it begins. */
  private static String described(byte[] content) {
    String begin = new String(content, 0, Math.min(content.length, MOST_SHOWN), UTF_8);
    return "%d bytes: %s%s"
        .formatted(
            content.length,
            begin.replace("\r", "\\r").replace("\n", "\\n"),
            content.length > MOST_SHOWN ? "..." : "");
  }
}
