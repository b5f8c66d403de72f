package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

@FtpNatEnvironment(Scenario.DIRECT)
class ServerFilesTest {

  @Test
  void aFileIsThere(FtpNat nat) throws IOException {
    Files.createDirectory(nat.serverDirectory().resolve("in"));
    Files.writeString(nat.serverDirectory().resolve("in/report.csv"), "a;b\n100%n;ü");
    assertThat(nat)
        .serverHas("in/report.csv")
        .serverHas("/in/report.csv", "a;b\n100%n;ü")
        .serverHas("in/report.csv", "a;b\n100%n;ü".getBytes(UTF_8))
        .serverHasNo("report.csv");
    assertThatThrownBy(() -> assertThat(nat).serverHas("report.csv"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "the server to have:%n  report.csv%nbut it has only:%n  in/report.csv".formatted());
    assertThatThrownBy(() -> assertThat(nat).serverHas("in")).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(nat).serverHas("in/report.csv", "a;b\n200%n;ü"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("from byte 4 on it has something else:")
        .hasMessageContaining("12 bytes: a;b\\n100%n;ü");
    assertThatThrownBy(() -> assertThat(nat).serverHasNo("in/report.csv"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but it has:%n  in/report.csv, 12 bytes:".formatted());
    assertThatThrownBy(() -> assertThat(nat).serverHasNo("in"))
        .hasMessageContaining("in, which is a directory");
  }

  @Test
  void nothingIsThere(FtpNat nat) {
    assertThatThrownBy(() -> assertThat(nat).serverHas("report.csv", "a;b"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("report.csv, 3 bytes: a;b%nbut it has no files.".formatted());
    assertThat(nat).serverHasNo("report.csv");
  }

  @Test
  void whatIsNotTheServersIsRefused(FtpNat nat) {
    assertThatThrownBy(() -> assertThat(nat).serverHas("../report.csv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outside of the server's directory");
  }

  @Test
  void aClosedEnvironmentHasNoFilesToTell(FtpNat nat) {
    nat.close();
    assertThatThrownBy(() -> assertThat(nat).serverHasNo("report.csv"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("so that can't be told");
  }
}
