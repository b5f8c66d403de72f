package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatExtension;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One environment for all tests of a class, which is there before the first of them. */
class SharedEnvironmentTest {

  @RegisterExtension
  static final FtpNatExtension FTP_NAT = FtpNatExtension.of(Scenario.EXTERNAL_ADDRESS).perClass();

  @BeforeAll
  static void putReport(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
  }

  @Test
  void listsIt(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    assertThat(client.listNames()).containsExactly("report.csv");
    client.disconnect();
  }

  @Test
  void knowsItsSize(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    assertThat(client.getSize("report.csv")).isEqualTo("3");
    client.disconnect();
  }
}
