package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.Party;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.Test;

/**
 * What exploring has found of commons-net 3.13, edtFTPj 1.5.3 and the JDK's URLs, each in the
 * smallest network that shows it. What it has found of programs is in {@link ExploredProgramsTest}.
 */
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

  /** So commons-vfs2 2.10 finds a file in it. */
  @Test
  void aListingThatHasFailedAtItsEndLooksWhole() throws IOException {
    Topology network =
        Topology.builder()
            .server(server -> server.reply("LIST", Reply.of("451 Disk error").executing()))
            .build();
    try (FtpNat nat = FtpNat.start(network)) {
      assertThat(list(nat)).extracting(FTPFile::getName).containsExactly("report.csv");
      assertThat(nat.trace().hasFailed()).isTrue();
    }
  }

  @Test
  void urlsOfTheJdkDoNotHearThatADownloadHasFailed() throws IOException {
    Topology network =
        Topology.builder()
            .server(
                server ->
                    server.tls(TlsMode.NONE).reply("RETR", Reply.of("451 Disk error").executing()))
            .build();
    try (FtpNat nat = FtpNat.start(network)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      String url =
          "ftp://%s:%s@%s/report.csv;type=i".formatted(nat.username(), nat.password(), nat.host());

      try (InputStream content = URI.create(url).toURL().openStream()) {
        assertThat(content).hasContent("a;b");
      }
      assertThat(nat.trace().concluded().hasFailed()).isTrue();
    }
  }

  // edtFTPj ----------------------------------------------------------------------------------

  private static com.enterprisedt.net.ftp.FTPClient edtFtp(FtpNat nat) throws Exception {
    com.enterprisedt.net.ftp.FTPClient client = new com.enterprisedt.net.ftp.FTPClient();
    client.setRemoteHost(nat.host());
    client.setRemotePort(nat.port());
    client.setTimeout(2_000);
    return client;
  }

  private static byte[] get(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    com.enterprisedt.net.ftp.FTPClient client = edtFtp(nat);
    client.connect();
    client.login(nat.username(), nat.password());
    try {
      return client.get("report.csv");
    } finally {
      client.quit();
    }
  }

  @Test
  void edtFtpGoesToAnyHostThat227Names() throws Exception {
    String named = "227 Entering Passive Mode (192,0,2,77,{port-number})";
    Topology network =
        Topology.builder()
            .server(server -> server.tls(TlsMode.NONE).reply("PASV", Reply.of(named).executing()))
            .build();
    try (FtpNat nat = FtpNat.start(network)) {
      assertThatThrownBy(() -> get(nat)).isInstanceOf(IOException.class);
      assertThat(nat.trace().connectionAttempts(Party.CLIENT))
          .last()
          .satisfies(
              attempt ->
                  assertThat(attempt.target().address().getHostAddress()).isEqualTo("192.0.2.77"));
    }
  }

  @Test
  void edtFtpGoesToThePrivateAddressBehindANat() throws Exception {
    Topology network =
        Topology.builder()
            .serverGateway(Gateway.builder().forwardControlPort().forwardPassivePorts().build())
            .server(server -> server.tls(TlsMode.NONE))
            .build();
    try (FtpNat nat = FtpNat.start(network)) {
      assertThatThrownBy(() -> get(nat)).isInstanceOf(IOException.class);
      assertThat(nat.trace().connectionAttempts(Party.CLIENT))
          .last()
          .satisfies(
              attempt ->
                  assertThat(attempt.target().address())
                      .isEqualTo(nat.topology().server().address().orElseThrow()));
    }
  }

  /** A link of the kernel network has no faults. */
  @Test
  void edtFtpTakesTheServersWordForAnUploadThatWasCut() throws Exception {
    Topology network = Topology.builder().server(server -> server.tls(TlsMode.NONE)).build();
    try (FtpNat nat = FtpNat.builder(network).network(Network.SIMULATED).start()) {
      nat.toxiproxy().getProxy("data").toxics().limitData("cut", ToxicDirection.UPSTREAM, 3);
      com.enterprisedt.net.ftp.FTPClient client = edtFtp(nat);
      client.connect();
      client.login(nat.username(), nat.password());
      client.put(new byte[200], "up.bin");
      client.quit();

      assertThat(nat.serverDirectory().resolve("up.bin")).hasSize(3);
    }
  }

  @Test
  void edtFtpStumblesOverA227WithoutNumbers() throws Exception {
    Topology network =
        Topology.builder()
            .server(
                server ->
                    server
                        .tls(TlsMode.NONE)
                        .reply("PASV", Reply.of("227 Entering Passive Mode").executing()))
            .build();
    try (FtpNat nat = FtpNat.start(network)) {
      assertThatThrownBy(() -> get(nat)).isInstanceOf(StringIndexOutOfBoundsException.class);
    }
  }

  /** And nobody can close it: only garbage collection does, which may come at once. */
  @Test
  void edtFtpLeavesTheConnectionOpenIfTheGreetingRefusesIt() throws Exception {
    Topology network =
        Topology.builder()
            .server(server -> server.tls(TlsMode.NONE).greeting(Reply.of("421 Too many users")))
            .build();
    boolean leftOpen = false;
    for (int tries = 0; tries < 5 && !leftOpen; tries++) {
      try (FtpNat nat = FtpNat.start(network)) {
        com.enterprisedt.net.ftp.FTPClient client = edtFtp(nat);
        assertThatThrownBy(client::connect).hasMessageContaining("Too many users");
        assertThat(client.connected()).isFalse();
        leftOpen = nat.trace().only(ConnectionEnd.class).isEmpty();
      }
    }
    assertThat(leftOpen).isTrue();
  }
}
