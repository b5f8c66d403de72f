package dev.ftpnat.junit.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes texts that clients and servers have a part in. */
public final class TextFile {

  private TextFile() {}

  /**
   * Writes a text in UTF-8, whatever is in it. Half a surrogate pair, as where a text was cut, is a
   * question mark there, where {@link Files#writeString} would refuse the whole.
   *
   * @throws IOException if the file can't be written
   */
  public static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(UTF_8));
  }
}
