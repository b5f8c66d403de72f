package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.Attack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  @FtpNatEnvironment(value = Scenario.DIRECT, attack = Attack.PARENT_IN_LISTING)
  void whatIsListedElsewhereIsWrittenInside(FtpNat nat, @TempDir Path temporary)
      throws IOException {
    Path downloads = Files.createDirectory(temporary.resolve("downloads"));
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();

    for (String name : client.listNames()) {
      // Without getFileName the file would be beside the directory.
      Path file = downloads.resolve(Path.of(name).getFileName());
      try (OutputStream out = Files.newOutputStream(file)) {
        client.retrieveFile(name, out);
      }
    }
    client.disconnect();

    assertThat(nat).withstood(Attack.PARENT_IN_LISTING, downloads);
  }

  @Test
  @FtpNatEnvironment(value = Scenario.DIRECT, attack = Attack.STOLEN_DATA_CONNECTION)
  void underTlsNobodyElseGetsTheFile(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPSClient client = new FTPSClient(nat.clientSslContext());
    client.setEndpointCheckingEnabled(true);
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.execPBSZ(0);
    client.execPROT("P");
    client.enterLocalPassiveMode();

    assertThatThrownBy(() -> client.retrieveFile("report.csv", OutputStream.nullOutputStream()))
        .isInstanceOf(IOException.class);
    client.disconnect();

    assertThat(nat).withstood(Attack.STOLEN_DATA_CONNECTION);
  }

  /** A line of a reply, if it isn't longer than any that is meant. */
  private static String replyLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      line.write(octet);
      if (line.size() > 4096) {
        throw new IOException("a reply of more than 4096 bytes");
      }
    }
    return line.toString(US_ASCII);
  }

  @Test
  @FtpNatEnvironment(value = Scenario.DIRECT, attack = Attack.ENDLESS_LINE)
  void aLineThatHasNoEndIsNotReadToIt(FtpNat nat) throws IOException {
    try (Socket socket = new Socket(nat.host(), nat.port())) {
      InputStream in = socket.getInputStream();
      replyLine(in);
      socket.getOutputStream().write(("USER " + nat.username() + "\r\n").getBytes(US_ASCII));
      replyLine(in);
      socket.getOutputStream().write(("PASS " + nat.password() + "\r\n").getBytes(US_ASCII));

      assertThatThrownBy(() -> replyLine(in)).hasMessage("a reply of more than 4096 bytes");
    }

    assertThat(nat).withstood(Attack.ENDLESS_LINE);
  }
}
