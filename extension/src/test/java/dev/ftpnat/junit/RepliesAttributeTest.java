package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.engine.TestExecutionResult;

/** What the server says, by an attribute. */
class RepliesAttributeTest {

  private static void hear(FtpNat nat) throws IOException {
    try (RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PASV")).isEqualTo("421 Busy");
      assertThat(control.command("EPSV")).startsWith("227 =").doesNotContain("{");
      assertThat(control.command("NOOP")).isEqualTo("200 Command NOOP okay.");
      assertThat(control.command("NOOP")).isEqualTo("500 Not again");
    }
  }

  @FtpNatEnvironment(
      replies = {
        "greeting: 220 Hi",
        "PASV: 421 Busy",
        "EPSV: 227 ={host-port}",
        "noop#2: 500 Not again"
      })
  static class EnvironmentCase {
    @Test
    void test(FtpNat nat) throws IOException {
      hear(nat);
    }
  }

  static class MatrixCase {
    @FtpNatMatrix(
        value = {Scenario.DIRECT, Scenario.CLIENT_BEHIND_NAT},
        replies = {"PASV: 421 Busy", "EPSV: 227 ={host-port}", "NOOP#2: 500 Not again"})
    void test(FtpNat nat) throws IOException {
      hear(nat);
    }
  }

  @Test
  void theyAreSaid() {
    Kit.assertAllPass(EnvironmentCase.class, 1);
    Kit.assertAllPass(MatrixCase.class, 2);
  }

  static class WrongCase {
    @Test
    @FtpNatEnvironment(replies = "550 No")
    void noCommand() {}

    @Test
    @FtpNatEnvironment(replies = "PASV: 227 {hostport}")
    void placeholder() {}

    @Test
    @FtpNatEnvironment(replies = "NOOP#0: 500 No")
    void count() {}

    @Test
    @FtpNatEnvironment(replies = {"NOOP: 500 No", "NOOP#2: 500 No"})
    void unreachable() {}

    @Test
    @FtpNatEnvironment(value = Scenario.EPSV_ONLY, replies = "PASV: 421 No")
    void refused() {}

    @FtpNatMatrix(value = Scenario.DIRECT, replies = "RETR a: 550 No")
    void blanks() {}
  }

  @Test
  void whatIsWrongIsToldByTheAttribute() {
    Map<String, String> messages =
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
                            .filter(ExtensionConfigurationException.class::isInstance)
                            .orElseThrow()
                            .getMessage()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertThat(messages).hasSize(6);
    assertThat(messages.values()).allSatisfy(text -> assertThat(text).contains("`replies = \""));
    assertThat(messages.get("noCommand()")).contains("Write one like `PASV: 421 Busy`");
    assertThat(messages.get("placeholder()")).contains("there is no placeholder {hostport}");
    assertThat(messages.get("count()")).contains("nth(0): commands are counted from 1 on");
    assertThat(messages.get("unreachable()")).contains("would never be said");
    assertThat(messages.get("refused()")).contains("refuse(\"PASV\")");
    assertThat(messages.get("blanks()")).contains("`@FtpNatMatrix`");
  }
}
