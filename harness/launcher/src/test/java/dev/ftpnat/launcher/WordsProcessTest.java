package dev.ftpnat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rnu DIRECT -- true | Did you mean `run`?",
        "run PRIVATE_IP_PSV -- true | Did you mean `PRIVATE_IP_PASV`?",
        "run private -- true | Did you mean `PRIVATE_IP_PASV`?",
        "run nonsense -- true | `ftpnat list` shows all.",
        "run DIRECT --tsl none -- true | Did you mean `--tls`?",
        "run DIRECT --tls expl -- true | They are: none, explicit, required, implicit.",
        "run DIRECT --timeout soon -- true | `soon` is no time. Write for example 500ms",
        "run DIRECT curl | The client's command comes behind ` -- `.",
        "run DIRECT | which command? It comes last, behind ` -- `: ftpnat run",
        "run DIRECT -- | there is no command behind",
        "run DIRECT --file nothing -- true | --file: there is no file `nothing`",
        "run DIRECT --server nonsense -- true | server",
        "matrix --scenarios DIRCT -- true | Did you mean `DIRECT`?",
        "matrix --jobs 0 -- true | --jobs: 0 is not between 1 and 64",
        "matrix --expect nothing -- true | --expect: there is no file `nothing`",
        "matrix --get nothing -- true | --get: there is no file `nothing`",
        "serve | Missing required parameter: 'SCENARIO'",
        "serve DRECT | Did you mean `DIRECT`?",
        "'' | say what to do: run, matrix, serve, list or completion",
      })
  void whatIsWrongIsToldWithWhatWouldBeRight(String line, String told) throws Exception {
    Result wrong = Ftpnat.here().run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(wrong.errors()).contains(told);
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

  @ParameterizedTest
  @CsvSource({"run", "matrix", "serve"})
  void helpShowsAnExample(String verb) throws Exception {
    Result help = Ftpnat.here().run(verb, "--help");

    assertThat(help.status()).isZero();
    assertThat(help.output()).startsWith("Usage: ftpnat " + verb).contains("  ftpnat " + verb);
    assertThat(help.output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }

  @Test
  void bashUnderstandsTheCompletion() throws Exception {
    Result script = Ftpnat.here().run("completion");
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("completion"), script.output());

    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$1\" && COMP_WORDS=(ftpnat run PRIV) COMP_CWORD=2"
                    + " && _complete_ftpnat 2>/dev/null; echo \"${COMPREPLY[@]}\"",
                "bash",
                file.toString())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(bash.getInputStream().readAllBytes(), "UTF-8"))
        .isEqualTo("PRIVATE_IP_PASV\n");
  }
}
