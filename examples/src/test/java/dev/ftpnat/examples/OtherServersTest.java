package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.trace.diagnosis.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.apache.commons.net.ftp.FTPSClient;
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

  /** Behind a gateway of the kernel's, time can't be advanced. */
  @Test
  @FtpNatEnvironment(
      value = Scenario.PRIVATE_IP_PASV,
      server = ServerPersonality.VSFTPD_3_0,
      network = Network.SIMULATED)
  void isTiredOfWaitingAfterFiveMinutes(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);

    nat.advance(Duration.ofMinutes(6));

    assertThatThrownBy(client::noop)
        .isInstanceOf(FTPConnectionClosedException.class)
        .hasMessageContaining("421");
    client.disconnect();
  }

  @Test
  void whatVsftpdWantsUnderTlsCommonsNetDoesNot(FtpNat nat) throws IOException {
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();

    assertThat(client.listFiles()).isEmpty();
    client.disconnect();

    assertThat(nat.trace().diagnosis().orElseThrow().cause())
        .isEqualTo(Cause.TLS_SESSION_NOT_REUSED);
  }

  @Test
  @FtpNatEnvironment(
      value = Scenario.DIRECT,
      server = ServerPersonality.VSFTPD_3_0,
      replies = {"PASV#2: 421 Busy", "STOR: 250 Thanks", "greeting: 220 Hello"})
  void aScriptGoesBeforeThem(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();

    assertThat(client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]))).isTrue();
    assertThat(client.getReplyString()).startsWith("250 Thanks");
    assertThatThrownBy(client::pasv).isInstanceOf(FTPConnectionClosedException.class);
    client.disconnect();

    assertThat(nat).serverHas("up.txt");
  }
}
