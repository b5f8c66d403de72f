package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatExtension;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Topology;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that says what a test has it say. */
class ScriptedServerTest {

  private static final Topology NETWORK =
      Scenario.DIRECT.topology().toBuilder()
          .server(
              server ->
                  server
                      .greeting(Reply.of("220-Welcome.", " It's a busy day.", "220 Go on."))
                      .reply("PASV", Reply.of("227 ={host-port}").executing())
                      .reply(
                          "RETR",
                          Reply.of("450 Busy, try again").nth(1),
                          Reply.of("250 Sent {argument}").executing())
                      .reply("STOR", Reply.asUsual().preliminary().joined())
                      .unasked(Duration.ofMinutes(15), Reply.of("421 Timeout.").end()))
          .build();

  /** Only there time can be advanced. */
  @RegisterExtension
  static final FtpNatExtension FTP_NAT = FtpNatExtension.of(NETWORK).network(Network.SIMULATED);

  @Test
  void downloadsAtTheSecondTry(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();

    ByteArrayOutputStream report = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("report.csv", report)).isFalse();
    assertThat(client.retrieveFile("report.csv", report)).isTrue();
    assertThat(client.getReplyString()).startsWith("250 Sent report.csv");
    client.disconnect();

    assertThat(report).hasToString("a;b");
  }

  @Test
  void anUploadWaitsForA150ThatComesWithThe226(FtpNat nat) throws Exception {
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();

    // It waits for the 150 before it sends anything, and the server for the content.
    client.setSoTimeout(300);
    assertThatThrownBy(
            () -> client.storeFile("upload", new ByteArrayInputStream(new byte[] {1, 2, 3})))
        .isInstanceOf(SocketTimeoutException.class);
    client.disconnect();
  }

  @Test
  void learnsOfTheTimeout(FtpNat nat) throws Exception {
    FTPClient client = Clients.plain(nat);

    nat.advance(Duration.ofMinutes(15));

    assertThatThrownBy(client::noop).isInstanceOf(FTPConnectionClosedException.class);
  }

  @Test
  void learnsOfTheShutdown(FtpNat nat) throws Exception {
    FTPClient client = Clients.plain(nat);

    nat.server().say(Reply.of("421 Shutting down.").end());

    assertThatThrownBy(client::noop).isInstanceOf(FTPConnectionClosedException.class);
  }
}
