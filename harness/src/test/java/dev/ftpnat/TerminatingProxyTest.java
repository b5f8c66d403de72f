package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SuSE's ftp-proxy on a gateway, before the server and before the client. */
@Timeout(60)
class TerminatingProxyTest {

  private static final Gateway PROXY =
      Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY).forwardControlPort().build();

  private static final Topology REVERSE = Topology.builder().serverGateway(PROXY).build();

  private static final Topology TRANSPARENT =
      Topology.builder()
          .clientGateway(Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY).build())
          .build();

  private static FTPClient login(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setDataTimeout(java.time.Duration.ofSeconds(5));
    client.connect(nat.host(), nat.port());
    client.setSoTimeout(8000);
    assertThat(client.login(nat.username(), nat.password())).isTrue();
    return client;
  }

  private static String download(FTPClient client) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("report.csv", file)).isTrue();
    return file.toString(StandardCharsets.UTF_8);
  }

  private static void transfers(FtpNat nat, FTPClient client) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    assertThat(download(client)).isEqualTo("a;b");
    byte[] large = new byte[300_000];
    assertThat(client.storeFile("up.bin", new ByteArrayInputStream(large))).isTrue();
    assertThat(nat.serverDirectory().resolve("up.bin")).hasSize(large.length);
    assertThat(client.listNames()).contains("report.csv");
    assertThat(client.logout()).isTrue();
    client.disconnect();
  }

  @Test
  void reverseProxyCarriesPassiveTransfers() throws Exception {
    try (FtpNat nat = FtpNat.start(REVERSE)) {
      FTPClient client = login(nat);
      client.enterLocalPassiveMode();
      transfers(nat, client);
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  @Test
  void reverseProxyCarriesActiveTransfers() throws Exception {
    try (FtpNat nat = FtpNat.start(REVERSE)) {
      FTPClient client = login(nat);
      client.setServerSocketFactory(nat.serverSocketFactory());
      transfers(nat, client);
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  @Test
  void hasItsOwnGreetingAndRefusesWhatIsNewer() throws Exception {
    try (FtpNat nat = FtpNat.start(REVERSE)) {
      FTPClient client = new FTPClient();
      client.connect(nat.host(), nat.port());
      assertThat(client.getReplyString()).contains("FTP server (Version 1.9.2.4");
      assertThat(client.sendCommand("NOOP")).isEqualTo(502);
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      for (String command : new String[] {"EPSV", "EPRT |1|1.2.3.4|5|", "FEAT", "AUTH TLS"}) {
        assertThat(client.sendCommand(command)).as(command).isEqualTo(500);
      }
      client.disconnect();
    }
  }

  @Test
  void refusesTls() throws Exception {
    try (FtpNat nat = FtpNat.start(REVERSE.withTls(TlsMode.EXPLICIT))) {
      FTPSClient client = new FTPSClient(nat.clientSslContext());
      assertThatThrownBy(() -> client.connect(nat.host(), nat.port()))
          .hasMessageContaining("500 'AUTH': command unrecognized.");
      assertThat(nat.trace().diagnoses())
          .extracting(Diagnosis::cause)
          .containsExactly(Cause.TLS_REFUSED_BY_ALG);
    }
  }

  @Test
  void transparentProxyServesWhoTrustsTheAddressIn227() throws Exception {
    try (FtpNat nat = FtpNat.start(TRANSPARENT)) {
      FTPClient client = login(nat);
      client.setIpAddressFromPasvResponse(true);
      client.setPassiveNatWorkaroundStrategy(null);
      client.setRemoteVerificationEnabled(false);
      client.enterLocalPassiveMode();
      transfers(nat, client);
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  @Test
  void transparentProxyFailsWhoIgnoresTheAddressIn227() throws Exception {
    try (FtpNat nat = FtpNat.start(TRANSPARENT)) {
      FTPClient client = login(nat);
      client.setIpAddressFromPasvResponse(false);
      client.enterLocalPassiveMode();
      assertThatThrownBy(() -> client.retrieveFile("x", new ByteArrayOutputStream()))
          .isInstanceOf(java.net.ConnectException.class)
          .hasMessageContaining("refused");
      assertThat(nat.trace().diagnoses())
          .extracting(Diagnosis::cause)
          .containsExactly(Cause.PROXY_ADDRESS_IGNORED);
      assertThat(nat.trace().diagnoses().get(0).toString()).contains("227");
    }
  }

  @Test
  void aServerThatNamesItsPublicAddressLeadsTheProxyAstray() throws Exception {
    Topology wrong = REVERSE.toBuilder().server(Server.Builder::advertisePublicAddress).build();
    try (FtpNat nat = FtpNat.start(wrong)) {
      FTPClient client = login(nat);
      client.enterLocalPassiveMode();
      assertThat(client.retrieveFile("report.csv", new ByteArrayOutputStream())).isFalse();
      assertThat(client.getReplyCode()).isEqualTo(425);
      client.disconnect();

      List<Diagnosis> diagnoses = nat.trace().concluded().diagnoses();
      assertThat(diagnoses)
          .extracting(Diagnosis::cause)
          .containsExactly(Cause.DATA_CONNECTION_FAILED);
      assertThat(diagnoses.get(0).sentence())
          .matches(
              "The server's 227 leads the proxy to 203\\.0\\.113\\.\\d+:3846: .* by .*, .*\\. So"
                  + " the proxy of server NAT, to which the client had connected, told it: 425"
                  + " Can't open data connection\\.");
      assertThat(diagnoses.get(0).waysOut())
          .extracting(WayOut::kind)
          .containsExactly(Kind.ANNOUNCE_INSIDE_ADDRESS, Kind.USE_PORT, Kind.TURN_OFF_ALG);
      assertThat(nat.trace().ladder().toString()).contains("leads the proxy to");
    }
  }

  @Test
  void aDownloadThatTheClientBreaksOffIsOneThatIsBrokenOffBehindAProxyToo() throws Exception {
    try (FtpNat nat = FtpNat.start(REVERSE)) {
      Files.write(nat.serverDirectory().resolve("report.csv"), new byte[5_000_000]);
      FTPClient client = login(nat);
      client.setFileType(FTP.BINARY_FILE_TYPE);
      client.enterLocalPassiveMode();
      try (InputStream content = client.retrieveFileStream("report.csv")) {
        assertThat(content.readNBytes(1000)).hasSize(1000);
      }
      client.completePendingCommand();
      client.disconnect();

      List<Diagnosis> diagnoses = nat.trace().concluded().diagnoses();
      assertThat(diagnoses).extracting(Diagnosis::cause).containsExactly(Cause.TRANSFER_BROKEN_OFF);
      // Whether the proxy ends its side before the server is told decides who is named.
      assertThat(diagnoses.get(0).sentence())
          .matches("The (client closed the )?data connection of RETR .*");
    }
  }

  @Test
  void isThereOnce() {
    assertThatThrownBy(() -> REVERSE.toBuilder().serverGateway(PROXY).name("two").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topology \"two\": a gateway and a gateway have a proxy, and at most one may");
  }

  @Test
  void passesIpv6By() throws Exception {
    Topology ipv6 =
        Topology.builder()
            .ipv6()
            .serverGateway(
                Gateway.builder()
                    .alg(AlgBehavior.SUSE_FTP_PROXY)
                    .forwardControlPort()
                    .forwardPassivePorts()
                    .build())
            .build();
    try (FtpNat nat = FtpNat.start(ipv6)) {
      FTPClient client = login(nat);
      assertThat(client.getReplyString()).doesNotContain("Version 1.9.2.4");
      client.enterLocalPassiveMode();
      transfers(nat, client);
    }
  }

  @Test
  void showsInTheLadder() throws Exception {
    try (FtpNat nat = FtpNat.start(REVERSE)) {
      FTPClient client = login(nat);
      client.enterLocalPassiveMode();
      transfers(nat, client);
      String ladder = nat.trace().ladder().toString();
      assertThat(ladder).contains("by proxy");
    }
  }
}
