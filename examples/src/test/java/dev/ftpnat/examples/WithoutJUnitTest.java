package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** {@link FtpNat} knows nothing of JUnit: any program can start it and has to close it. */
class WithoutJUnitTest {

  @Test
  void startsAndCloses() throws IOException {
    Path directory;
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_NAT)) {
      directory = nat.serverDirectory();
      FTPClient client = new FTPClient();
      client.connect(nat.host(), nat.port());
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.disconnect();
    }
    assertThat(Files.exists(directory)).isFalse();
  }
}
