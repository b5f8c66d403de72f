package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WorkingDirectoryTest {

  /** Root needs no permission, others do. */
  @Test
  void whatAClientHasMadeReadOnlyGoesAsWell() throws Exception {
    WorkingDirectory working = WorkingDirectory.create();
    Path sealed = Files.createDirectories(working.home().resolve("a/sealed"));
    Files.createFile(sealed.resolve("file"));
    assertThat(sealed.toFile().setWritable(false)).isTrue();
    assertThat(sealed.toFile().setReadable(false)).isTrue();

    working.close();

    assertThat(working.home()).doesNotExist();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a right there")
  void whatALinkLeadsToStays(@TempDir Path elsewhere) throws Exception {
    Path kept = Files.createFile(elsewhere.resolve("file"));
    WorkingDirectory working = WorkingDirectory.create();
    Files.createSymbolicLink(working.home().resolve("link"), elsewhere);

    working.close();

    assertThat(working.home()).doesNotExist();
    assertThat(kept).exists();
  }
}
