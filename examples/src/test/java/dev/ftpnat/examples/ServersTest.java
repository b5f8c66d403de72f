package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.trace.diagnosis.Cause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/** Servers that play others. */
class ServersTest {

  @Test
  @FtpNatEnvironment(value = Scenario.PRIVATE_IP_PASV, server = ServerPersonality.VSFTPD_3_0)
  void whatVsftpdWantsUnderTlsCommonsNetDoesNot(FtpNat nat) throws IOException {
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();

    assertThat(client.listFiles()).isEmpty();
    client.disconnect();

    assertThat(nat.trace().diagnosis().orElseThrow().cause())
        .isEqualTo(Cause.TLS_SESSION_NOT_REUSED);
  }

  @Test
  @FtpNatEnvironment(value = Scenario.PRIVATE_IP_PASV, server = ServerPersonality.VSFTPD_3_0)
  void inClearItsClientsGetThrough(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();

    assertThat(client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]))).isTrue();
    assertThat(client.getReplyString()).startsWith("226 Transfer complete.");
    client.disconnect();

    assertThat(nat).serverHas("up.txt");
  }

  @Test
  @FtpNatEnvironment(
      value = Scenario.PRIVATE_IP_PASV,
      server = ServerPersonality.PYFTPDLIB_2,
      network = Network.SIMULATED)
  void pyftpdlibSaysUnaskedThatNobodyHasConnected(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);

    client.pasv();
    nat.advance(Duration.ofSeconds(31)); // pyftpdlib: 421 Passive data channel timed out.

    assertThatThrownBy(client::getReply).isInstanceOf(FTPConnectionClosedException.class);
    assertThat(client.getReplyString()).startsWith("421 Passive data channel timed out.");
    client.disconnect();
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
