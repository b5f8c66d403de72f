package dev.ftpnat.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.ServerPersonality;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.junit.jupiter.api.Test;

/** A client at somebody else's server, behind somebody else's NAT. */
@FtpNatEnvironment(value = Scenario.PRIVATE_IP_PASV, server = ServerPersonality.VSFTPD_3_0)
class OtherServersTest {

  @Test
  void downloadsFromVsftpd(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    ByteArrayOutputStream content = new ByteArrayOutputStream();

    assertThat(client.retrieveFile("report.csv", content)).isTrue();
    assertThat(content.toString(UTF_8)).isEqualTo("a;b");
    assertThat(client.getReplyString()).startsWith("226 Transfer complete.");
    client.disconnect();
  }

  @Test
  void isTiredOfWaitingAfterFiveMinutes(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);

    nat.advance(Duration.ofMinutes(6));

    assertThatThrownBy(client::noop)
        .isInstanceOf(FTPConnectionClosedException.class)
        .hasMessageContaining("421");
    client.disconnect();
  }
}
