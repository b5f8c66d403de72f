package dev.ftpnat.launcher.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void whatFilesCantBeIsToldInWords() {
    assertThat(Failures.words(new NoSuchFileException("/a/b"))).isEqualTo("there is no `/a/b`");
    assertThat(Failures.words(new AccessDeniedException("/a"))).isEqualTo("no permission for `/a`");
    assertThat(Failures.words(new NotDirectoryException("/a"))).isEqualTo("`/a` is no directory");
    assertThat(Failures.words(new FileSystemException("/a", null, "No space left on device")))
        .isEqualTo("`/a`: No space left on device");
  }

  @Test
  void aBarePathWithinAMessageIsToldInWordsToo() {
    IOException bare = new NoSuchFileException("/a/b");

    assertThat(Failures.words(new UncheckedIOException("can't start \"DIRECT\": /a/b", bare)))
        .isEqualTo("can't start \"DIRECT\": there is no `/a/b`");
    assertThat(Failures.words(new UncheckedIOException("can't write the record", bare)))
        .isEqualTo("can't write the record: there is no `/a/b`");
  }

  @Test
  void whatSaysNothingIsNamed() {
    assertThat(Failures.words(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
  }
}
