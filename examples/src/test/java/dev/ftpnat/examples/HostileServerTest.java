package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.Attack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import javax.net.ssl.SSLException;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/** Servers that mean their clients no good, and people between the two. */
class HostileServerTest {

  @Test
  @FtpNatEnvironment(value = Scenario.DIRECT, attack = Attack.LOOPBACK_IN_PASV)
  void aReplyThatNamesLoopbackIsNotFollowed(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    ByteArrayOutputStream received = new ByteArrayOutputStream();

    client.retrieveFile("report.csv", received);
    client.disconnect();

    assertThat(nat).withstood(Attack.LOOPBACK_IN_PASV);
    org.assertj.core.api.Assertions.assertThat(received.toString()).isEqualTo("a;b");
  }

  @Test
  @FtpNatEnvironment(value = Scenario.DIRECT, attack = Attack.CERTIFICATE_OF_OTHER_NAME)
  void anotherServersCertificateIsRefused(FtpNat nat) {
    FTPSClient client = new FTPSClient(nat.clientSslContext());
    client.setEndpointCheckingEnabled(true);

    assertThatThrownBy(() -> client.connect(nat.host(), nat.port()))
        .isInstanceOf(SSLException.class);

    assertThat(nat).refusedTheCertificate().neverSentCredentialsInClear();
  }
}
