package dev.ftpnat.internal.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.RawControl;
import dev.ftpnat.internal.server.LoopbackClient;
import dev.ftpnat.internal.server.RunningServer;
import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLogTest {

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;

  @Test
  void hearsEverythingOnceAndInOrder() throws IOException {
    Files.writeString(home.resolve("a"), "content");
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      Socket data = LoopbackClient.passive(client);
      client.send("RETR a\r\n");
      LoopbackClient.readAll(data);
      client.reply();
      client.reply();
      client.command("FEAT");
      client.command("QUIT");
    }

    assertThat(server.log.lines)
        .extracting(line -> line.replaceAll("\\(127,.*\\)", "()"))
        .containsExactly(
            "1 < 220 Service ready for new user.",
            "1 > USER ftpnat",
            "1 < 331 User name okay, need password for ftpnat.",
            "1 > PASS ****",
            "1 < 230 User logged in, proceed.",
            "1 > TYPE I",
            "1 < 200 Command TYPE okay.",
            "1 > PASV",
            "1 < 227 Entering Passive Mode ().",
            "1 > RETR a",
            "1 < 150 File status okay; about to open data connection.",
            "1 < 226 Transfer complete.",
            "1 > FEAT",
            "1 < 211 Extensions supported:",
            "1 > QUIT",
            "1 < 221 Goodbye.");
  }

  @Test
  void numbersTheSessions() throws IOException {
    int port = server.start(home);
    for (int i = 0; i < 3; i++) {
      LoopbackClient.control(port).close();
    }

    assertThat(server.log.lines)
        .containsExactly(
            "1 < 220 Service ready for new user.",
            "2 < 220 Service ready for new user.",
            "3 < 220 Service ready for new user.");
  }

  @Test
  void tellsFromWhenOnASessionIsEncrypted() throws IOException {
    Files.writeString(home.resolve("a"), "content");
    FTPSClient client = new FTPSClient(false, CertificateAuthority.shared().clientContext());
    client.connect("127.0.0.1", server.start(home));
    client.login("ftpnat", "secret");
    client.execPBSZ(0);
    client.execPROT("P");
    client.enterLocalPassiveMode();
    client.retrieveFile("a", new ByteArrayOutputStream());
    client.logout();
    client.disconnect();

    assertThat(server.log.lines)
        .extracting(line -> line.replaceAll("\\(127,.*\\)", "()"))
        .containsExactly(
            "1 < 220 Service ready for new user.",
            "1 > AUTH TLS",
            "1 < 234 AUTH TLS okay, starting TLS.",
            "1 *> USER ftpnat",
            "1 *< 331 User name okay, need password for ftpnat.",
            "1 *> PASS ****",
            "1 *< 230 User logged in, proceed.",
            "1 *> PBSZ 0",
            "1 *< 200 PBSZ=0",
            "1 *> PROT P",
            "1 *< 200 Command PROT okay.",
            "1 *> PASV",
            "1 *< 227 Entering Passive Mode ().",
            "1 *> RETR a",
            "1 *< 150 File status okay; about to open data connection.",
            "1 *< 226 Transfer complete.",
            "1 *> QUIT",
            "1 *< 221 Goodbye.");
  }

  @Test
  void knowsThatImplicitSessionsAreEncrypted() throws IOException {
    FTPSClient client = new FTPSClient(true, CertificateAuthority.shared().clientContext());
    client.connect("127.0.0.1", server.start(home, builder -> builder.tls(TlsMode.IMPLICIT)));
    client.disconnect();

    assertThat(server.log.lines).containsExactly("1 *< 220 Service ready for new user.");
  }

  @ParameterizedTest
  @CsvSource({
    "PASS secret, PASS ****",
    "pass two words, PASS ****",
    "'  PaSs secret ', PASS ****",
    "PASS, PASS",
    "PASSWORD x, PASSWORD x",
    "CWD PASS secret, CWD PASS secret",
  })
  void masksPasswords(String said, String logged) {
    assertThat(CommandLogFilter.withoutPassword(said)).isEqualTo(logged);
  }
}
