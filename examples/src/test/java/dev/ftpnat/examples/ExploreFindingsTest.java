package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.Test;

/** What exploring has found of commons-net 3.13, each in the smallest network that shows it. */
class ExploreFindingsTest {

  private static FTPFile[] list(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = new FTPClient();
    client.setDataTimeout(Duration.ofSeconds(5));
    try {
      client.connect(nat.host(), nat.port());
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.enterLocalPassiveMode();
      return client.listFiles();
    } finally {
      client.disconnect();
    }
  }

  @Test
  void aRefusedListingLooksLikeAnEmptyDirectory() throws IOException {
    Topology network =
        Topology.builder()
            .server(server -> server.reply("LIST", Reply.of("550 No such file or directory")))
            .build();
    try (FtpNat nat = FtpNat.start(network)) {
      assertThat(list(nat)).isEmpty();
      assertThat(nat.trace().hasFailed()).isTrue();
    }
  }

  @Test
  void aListingWithout150LooksLikeAnEmptyDirectory() throws IOException {
    Topology network =
        Topology.builder()
            .server(server -> server.reply("LIST", Reply.nothing().preliminary()))
            .build();
    try (FtpNat nat = FtpNat.start(network)) {
      assertThat(list(nat)).isEmpty();
    }
  }

  @Test
  void a229WithoutAPortIsStumbledOver() {
    Topology network =
        Topology.builder()
            .ipv6()
            .server(
                server ->
                    server
                        .tls(TlsMode.NONE)
                        .reply(
                            "EPSV",
                            Reply.of("229 Entering Extended Passive Mode (|||)").executing()))
            .build();
    try (FtpNat nat = FtpNat.start(network)) {
      assertThatThrownBy(() -> list(nat)).isInstanceOf(StringIndexOutOfBoundsException.class);
    }
  }
}
