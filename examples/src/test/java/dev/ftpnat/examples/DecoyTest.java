package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatExtension;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that leads its clients to a printer of theirs, which prints what they upload. */
class DecoyTest {

  private static final Topology PRINTER =
      Scenario.CLIENT_BEHIND_NAT.topology().toBuilder()
          .decoy("printer", "192.168.7.9", "printer ready\r\n")
          .server(
              server ->
                  server
                      .refuse("EPSV")
                      .reply(
                          "PASV",
                          Reply.of("227 Entering Passive Mode (192,168,7,9,{port-number}).")
                              .executing()))
          .build();

  @RegisterExtension static final FtpNatExtension FTP_NAT = FtpNatExtension.of(PRINTER);

  @Test
  void aClientThatBelievesTheServerPrintsItsFile(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.setIpAddressFromPasvResponse(true);
    client.setPassiveNatWorkaroundStrategy(host -> host);
    client.setRemoteVerificationEnabled(false);
    client.enterLocalPassiveMode();

    try (OutputStream file = client.storeFileStream("report.csv")) {
      file.write("a;b".getBytes(UTF_8));
    }
    client.disconnect();

    assertThatThrownBy(() -> assertThat(nat).neverContacted("printer"))
        .hasMessageContaining("decoy printer heard 3 bytes \"a;b\" at 192.168.7.9:3846");
  }

  @Test
  void aClientThatTakesTheServersAddressUploadsThere(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.setIpAddressFromPasvResponse(false);
    client.enterLocalPassiveMode();

    try (OutputStream file = client.storeFileStream("report.csv")) {
      file.write("a;b".getBytes(UTF_8));
    }
    client.completePendingCommand();
    client.disconnect();

    assertThat(nat).neverContacted("printer").serverHas("report.csv", "a;b");
  }
}
