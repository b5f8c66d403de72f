package dev.ftpnat.assertj;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken for a client's copy of a file, and what for something that was there before. */
class EscapedFileTest {

  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path temporary;

  private Path file(String name, String content, Instant written) throws IOException {
    Path file = Files.writeString(temporary.resolve(name), content);
    return Files.setLastModifiedTime(file, FileTime.from(written));
  }

  /** Whether it is one if it is older than the original, and if it isn't. */
  private void assertWritten(String original, String there, boolean ifOld, boolean ifNew)
      throws IOException {
    Path own = file("original", original, START);
    for (String end : List.of("", "\n", "\r\n")) {
      Path old = file("old", there + end, START.minusSeconds(1));
      Path made = file("new", there + end, START);

      assertThat(new EscapedFile(own, old).isWritten()).as(there + ", old").isEqualTo(ifOld);
      assertThat(new EscapedFile(own, made).isWritten()).as(there + ", new").isEqualTo(ifNew);
    }
  }

  @Test
  void allOfItIsACopyHoweverOld() throws IOException {
    assertWritten("abc", "abc", true, true);
    assertWritten("a\r\nbc\r\n", "a\nbc", true, true);
    assertWritten("abc", "abcd", true, true);
  }

  @Test
  void aPartOfItIsACopyIfItIsNew() throws IOException {
    assertWritten("abc", "ab", false, true);
    assertWritten("abc", "", false, true);
    assertWritten("", "", false, true);
    assertWritten("", "x", false, true);
  }

  @Test
  void anotherContentIsNone() throws IOException {
    assertWritten("abc", "abd", false, false);
    assertWritten("abc", "b", false, false);
  }

  @Test
  void whatIsNotThereOrADirectoryIsNoCopy() throws IOException {
    Path own = file("original", "abc", START);

    assertThat(new EscapedFile(own, temporary.resolve("none")).isWritten()).isFalse();
    assertThat(new EscapedFile(own, temporary).isWritten()).isFalse();
  }
}
