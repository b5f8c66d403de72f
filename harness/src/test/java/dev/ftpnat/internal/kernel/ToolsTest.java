package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that is missing is named, and how to get it. */
class ToolsTest {

  @TempDir Path directory;

  private void install(String... programs) throws Exception {
    for (String program : programs) {
      Path file = Files.createFile(directory.resolve(program));
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nsenter, the program nft: apt-get install nftables",
    "nft, the program nsenter: apt-get install util-linux"
  })
  void eachProgramIsNeeded(String installed, String missing) throws Exception {
    install(installed.split(" "));

    assertThat(Prerequisites.missingTool("/no/such/directory::" + directory))
        .isEqualTo(Optional.of(missing));
  }

  @Test
  void allOfThemAreEnough() throws Exception {
    install("nft", "nsenter");

    assertThat(Prerequisites.missingTool(directory.toString())).isEmpty();
  }

  @Test
  void aFileThatCannotBeRunIsNoProgram() throws Exception {
    install("nsenter");
    Files.createFile(directory.resolve("nft"));

    assertThat(Prerequisites.missingTool(directory.toString())).isPresent();
  }
}
