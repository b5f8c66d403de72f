package dev.ftpnat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import dev.ftpnat.launcher.Ftpnat.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be said to the command, and what it says of what is wrong. */
@Timeout(120)
class WordsProcessTest {

  @Test
  void whatIsWrongIsToldWithWhatWouldBeRight() throws Exception {
    Result wrong = Ftpnat.here().run("run", "PRIVATE_IP_PSV", "--", "true");

    assertThat(wrong.errors()).contains("Did you mean `PRIVATE_IP_PASV`?");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.output()).isEmpty();
  }

  @Test
  void theListHasALineForEachScenario() throws Exception {
    Result list = Ftpnat.here().run("list");

    for (Scenario scenario : Scenario.values()) {
      assertThat(list.output())
          .containsPattern("(?m)^" + scenario + " +\\Q" + scenario.summary() + "\\E$");
    }
  }

  @Test
  void eachListCanBeHadAlone() throws Exception {
    Result devices = Ftpnat.here().run("list", "devices");

    assertThat(devices.output().lines())
        .hasSize(NatDevice.values().length)
        .allSatisfy(line -> assertThat(line).matches("[A-Z][A-Z0-9_]+ +\\S.*"));
    assertThat(Ftpnat.here().run("list", "servers").output()).startsWith("ftpnat\nvsftpd_3_0\n");
  }

  @ParameterizedTest
  @CsvSource({"run", "matrix", "explore", "serve", "explain"})
  void helpShowsAnExample(String verb) throws Exception {
    Result help = Ftpnat.here().run(verb, "--help");

    assertThat(help.status()).isZero();
    assertThat(help.output()).startsWith("Usage: ftpnat " + verb).contains("  ftpnat " + verb);
    assertThat(help.output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }

  @ParameterizedTest
  @CsvSource({
    "run PRIV, 2, PRIVATE_IP_PASV",
    "run --device PFS, 3, PFSENSE",
    "serve --device-side cl, 3, client",
    "list dev, 2, devices"
  })
  void bashUnderstandsTheCompletion(String line, int at, String completed) throws Exception {
    Result script = Ftpnat.here().run("completion");
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("completion"), script.output());

    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$1\" && COMP_WORDS=(ftpnat "
                    + line
                    + ") COMP_CWORD="
                    + at
                    + " && _complete_ftpnat 2>/dev/null; echo \"${COMPREPLY[@]}\"",
                "bash",
                file.toString())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(bash.getInputStream().readAllBytes(), "UTF-8"))
        .isEqualTo(completed + "\n");
  }
}
