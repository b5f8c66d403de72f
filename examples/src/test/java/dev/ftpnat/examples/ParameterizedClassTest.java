package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** One environment for all tests of a class, for all arguments of the class. */
@ParameterizedClass
@ValueSource(strings = {"LIST", "NLST"})
@FtpNatEnvironment(value = Scenario.DIRECT, lifecycle = Lifecycle.PER_CLASS)
class ParameterizedClassTest {

  @Parameter String command;

  @BeforeAll
  static void putReport(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
  }

  @Test
  void showsWhatIsThere(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    int files = "NLST".equals(command) ? client.listNames().length : client.listFiles().length;
    client.disconnect();

    assertThat(files).isEqualTo(1);
  }
}
