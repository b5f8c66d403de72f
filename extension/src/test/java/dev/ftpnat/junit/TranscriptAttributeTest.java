package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.engine.TestExecutionResult;

/** The log of a bug report makes a server, by an attribute. */
class TranscriptAttributeTest {

  private static final String LOG = "bugs/1234.log";

  private static void play(FtpNat nat) throws IOException {
    try (RawControl control = RawControl.login(nat)) {
      assertThat(control.command("EPSV")).isEqualTo("500 Illegal EPSV command");
      assertThat(control.command("PASV"))
          .isEqualTo("227 Entering Passive Mode (" + address(nat) + ",15,6)");
    }
  }

  private static String address(FtpNat nat) {
    return nat.topology().server().address().orElseThrow().getHostAddress().replace('.', ',');
  }

  @FtpNatEnvironment(transcript = LOG, tls = TlsMode.NONE)
  static class ResourceCase {
    @Test
    void test(FtpNat nat) throws IOException {
      play(nat);
    }
  }

  @FtpNatEnvironment(transcript = "src/test/resources/" + LOG)
  static class FileCase {
    @Test
    void test(FtpNat nat) throws IOException {
      play(nat);
    }
  }

  static class MatrixCase {
    @FtpNatMatrix(
        value = {Scenario.DIRECT, Scenario.PRIVATE_IP_PASV},
        transcript = LOG)
    void test(FtpNat nat) throws IOException {
      play(nat);
    }
  }

  @Test
  void itIsAResourceOrAFile() {
    Kit.assertAllPass(ResourceCase.class, 1);
    Kit.assertAllPass(FileCase.class, 1);
    Kit.assertAllPass(MatrixCase.class, 2);
  }

  // What a failure says -----------------------------------------------------------------------

  @FtpNatEnvironment(transcript = LOG)
  static class OtherwiseCase {
    @Test
    void test(FtpNat nat) throws IOException {
      try (RawControl control = RawControl.login(nat)) {
        control.command("PASV");
      }
      assertThat(nat).as("a reason to fail").isNull();
    }
  }

  @FtpNatEnvironment(transcript = LOG)
  static class AlikeCase {
    @Test
    void test(FtpNat nat) throws IOException {
      // It is still connected when the test fails.
      RawControl.login(nat).command("EPSV");
      assertThat(nat).as("a reason to fail").isNull();
    }
  }

  private static String record(Class<?> testClass) {
    Throwable failure = Kit.onlyFailure(testClass);
    assertThat(failure.getSuppressed()).hasSize(1);
    return failure.getSuppressed()[0].getMessage().replace(System.lineSeparator(), "\n");
  }

  @Test
  void whatTheClientDidOtherwiseIsToldWhenItFails() {
    assertThat(record(OtherwiseCase.class))
        .contains(
            """
            Otherwise than the client in bugs/1234.log (curl):
              - before PASV (line 14) the log's client said EPSV, which this one left out
              - the log's client said LIST as well (line 16), this one didn't
            """);
    assertThat(record(AlikeCase.class))
        .contains("The client said what the one in bugs/1234.log (curl) said, as far as it got.")
        .contains(
            "SCRIPTED_REPLY: The server says `500 Illegal EPSV command` to EPSV, as line 10 of");
  }

  // What is wrong -----------------------------------------------------------------------------

  static class WrongCase {
    @Test
    @FtpNatEnvironment(transcript = "bugs/none.log")
    void missing() {}

    @Test
    @FtpNatEnvironment(transcript = "bugs/prose.txt")
    void noLog() {}

    @Test
    @FtpNatEnvironment(transcript = "bugs/tls.log", tls = TlsMode.NONE)
    void noTls() {}

    @FtpNatMatrix(value = Scenario.DIRECT, transcript = "bugs/none.log")
    void missingInAMatrix() {}
  }

  @Test
  void whatIsWrongIsToldByTheAttribute() {
    Map<String, Throwable> failures =
        Kit.run(WrongCase.class)
            .allEvents()
            .failed()
            .map(
                event ->
                    Map.entry(
                        event.getTestDescriptor().getDisplayName(),
                        event
                            .getRequiredPayload(TestExecutionResult.class)
                            .getThrowable()
                            .orElseThrow()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertThat(failures.values())
        .hasSize(4)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(ExtensionConfigurationException.class)
                    .hasMessageContaining("`transcript = \""));
    assertThat(failures.get("missing()"))
        .hasMessageContaining("is neither on the class path nor a file. Paste the report's log");
    assertThat(failures.get("missingInAMatrix()")).hasMessageContaining("`@FtpNatMatrix`");
    assertThat(failures.get("noLog()")).hasMessageContaining("is no log of an FTP client: line 1:");
    assertThat(failures.get("noTls()")).hasMessageContaining("but `tls = NONE` has none");
  }
}
