package dev.ftpnat.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {

  @TempDir private Path parent;

  @Test
  void allOfItGoesAlsoWhatIsSealed() throws Exception {
    Path sealed = Files.createDirectories(parent.resolve("gone/a/b"));
    Files.createFile(sealed.resolve("file"));
    assertThat(sealed.toFile().setWritable(false)).isTrue();
    assertThat(sealed.toFile().setExecutable(false)).isTrue();

    Directories.delete(parent.resolve("gone"));
    Directories.delete(parent.resolve("never there"));

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a right there")
  void whatALinkLeadsToStays() throws Exception {
    Path kept = Files.createFile(Files.createDirectory(parent.resolve("kept")).resolve("file"));
    Path gone = Files.createDirectory(parent.resolve("gone"));
    Files.createSymbolicLink(gone.resolve("link"), kept.getParent());

    Directories.delete(gone);

    assertThat(gone).doesNotExist();
    assertThat(kept).exists();
  }
}
