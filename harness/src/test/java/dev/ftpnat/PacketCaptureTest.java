package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.internal.capture.Tshark;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the packet captures of environments have in them. */
class PacketCaptureTest {

  private static final int PATIENCE_MILLIS = 200;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("test.pcapng");
  }

  private static void transfer(FtpNat nat, FTPClient client) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    if (client instanceof FTPSClient secured) {
      secured.execPBSZ(0);
      secured.execPROT("P");
    }
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("report.csv", report)).isTrue();
    assertThat(client.storeFile("up", new ByteArrayInputStream(new byte[50_000]))).isTrue();
    client.logout();
    client.disconnect();
  }

  @Test
  void nothingIsCapturedUnlessAskedFor() {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThat(nat.isCapturing()).isFalse();
      assertThatThrownBy(() -> nat.writePcapng(file))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("capture()");
    }
  }

  @Test
  void aCaptureCanBeWrittenAtAnyTime() throws Exception {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).capture().start()) {
      assertThat(nat.isCapturing()).isTrue();
      nat.writePcapng(file);
      long empty = Files.size(file);
      transfer(nat, new FTPClient());
      nat.writePcapng(file);

      assertThat(Files.size(file)).isGreaterThan(empty + 50_000);
      assertThatThrownBy(() -> nat.writePcapng(directory.resolve("no/such/directory")))
          .hasMessageContaining("can't write the packet capture");
    }
  }

  @Test
  void aFileThatIsNamedStays() throws Exception {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).captureTo(file).start()) {
      transfer(nat, new FTPClient());
    }
    assertThat(Files.size(file)).isGreaterThan(50_000);
  }

  @Test
  void afterTheEndThereIsOneInAFileThatIsNamedOnly() {
    Path copy = directory.resolve("copy.pcapng");
    FtpNat named = FtpNat.builder(Scenario.DIRECT).captureTo(file).start();
    FtpNat unnamed = FtpNat.builder(Scenario.DIRECT).capture().start();
    named.close();
    unnamed.close();

    named.writePcapng(copy);
    assertThat(copy).hasSameBinaryContentAs(file);
    assertThatThrownBy(() -> unnamed.writePcapng(copy))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the environment is closed, and its packets are gone with it. ")
        .hasMessageContaining(copy.toString())
        .hasMessageEndingWith("captureTo(file).");
  }

  /** Wireshark's opinion. */
  @Nested
  class ForWireshark {

    private Tshark tshark;

    @BeforeEach
    void needsTshark() throws IOException {
      Tshark.missing()
          .ifPresent(
              why -> {
                System.out.println("PacketCaptureTest " + why);
                abort(why);
              });
      tshark = new Tshark(Files.createDirectory(directory.resolve("config")), file);
    }

    private void assertNoWarnings() throws Exception {
      assertThat(tshark.run("-q", "-z", "expert,warn"))
          .filteredOn(line -> !line.isBlank())
          .isEmpty();
    }

    private FtpNat start(Topology topology) {
      return FtpNat.builder(topology).captureTo(file).start();
    }

    @Test
    void a227IsRewrittenBetweenTheLinks() throws Exception {
      String own;
      String outside;
      try (FtpNat nat = start(Scenario.ALG_REWRITES.topology())) {
        transfer(nat, new FTPClient());
        own = nat.topology().server().address().orElseThrow().getHostAddress().replace('.', ',');
        outside = nat.host().replace('.', ',');
      }

      assertNoWarnings();
      List<String> replies =
          tshark.run(
              "-Y",
              "ftp.response.code==227",
              "-T",
              "fields",
              "-e",
              "frame.interface_name",
              "-e",
              "ftp.response.arg");
      assertThat(replies).hasSize(4);
      assertThat(replies.get(0)).startsWith("server NAT - server\t").contains(own);
      assertThat(replies.get(1)).startsWith("client - server NAT\t").contains(outside);
      assertThat(tshark.field("ftp-data.command", "ftp-data")).contains("RETR report.csv");
    }

    @ParameterizedTest
    @CsvSource({
      "TLSv1.2, EXTERNAL_ADDRESS, 2",
      "TLSv1.3, EXTERNAL_ADDRESS, 2",
      "TLSv1.2, CLIENT_BEHIND_NAT, 2",
      "TLSv1.3, DOUBLE_NAT, 3"
    })
    void theKeysShowWhatIsEncrypted(String protocol, Scenario scenario, int links)
        throws Exception {
      try (FtpNat nat = start(scenario.topology())) {
        FTPSClient client = new FTPSClient(nat.clientSslContext());
        client.setEnabledProtocols(new String[] {protocol});
        transfer(nat, client);
      }

      assertNoWarnings();
      assertThat(tshark.field("ftp.request.command", "ftp && tls"))
          .filteredOn(command -> command.equals("RETR"))
          .hasSize(links);
      assertThat(tshark.field("ftp.response.code", "ftp && tls"))
          .filteredOn(code -> code.equals("227"))
          .hasSize(2 * links);
    }

    @Test
    void implicitTlsIsReadAsWell() throws Exception {
      Topology topology = Scenario.DIRECT.topology().withTls(dev.ftpnat.topology.TlsMode.IMPLICIT);
      try (FtpNat nat = start(topology)) {
        transfer(nat, new FTPSClient(true, nat.clientSslContext()));
      }

      assertNoWarnings();
      // Wireshark doesn't expect FTP on this port, but it does read the encrypted Finished.
      assertThat(tshark.field("ip.src", "tls.handshake.type==20")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void onTheKernelNetworkThePacketsAreReal() throws Exception {
      FtpNat.builder(Scenario.ALG_REWRITES)
          .network(Network.KERNEL)
          .missing()
          .ifPresent(
              why -> {
                System.out.println("PacketCaptureTest skipped: " + why);
                abort(why);
              });
      try (FtpNat nat =
          FtpNat.builder(Scenario.ALG_REWRITES).network(Network.KERNEL).captureTo(file).start()) {
        transfer(nat, new FTPClient());
        nat.writePcapng(directory.resolve("copy.pcapng"));
      }

      List<String> replies =
          tshark.run("-Y", "ftp.response.code==227", "-T", "fields", "-e", "frame.interface_name");
      assertThat(replies).contains("server NAT - server", "client - server NAT");
      assertThat(Files.size(directory.resolve("copy.pcapng"))).isGreaterThan(50_000);
    }

    @Test
    void attemptsThatFailAreThere() throws Exception {
      Topology topology =
          Scenario.PRIVATE_IP_PASV.topology().toBuilder()
              .serverGateways(gateway -> gateway.unmappedPorts(Refusal.REJECT))
              .build();
      try (FtpNat nat = start(topology)) {
        String inside = nat.topology().server().address().orElseThrow().getHostAddress();
        assertThatThrownBy(() -> connect(nat.host(), 9)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> connect(inside, 9)).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> connect("203.0.113.250", 9))
            .isInstanceOf(NoRouteToHostException.class);
      }

      assertThat(tshark.field("frame.interface_name", "tcp.flags.syn==1 && !icmp")).hasSize(2);
      assertThat(tshark.field("ip.src", "tcp.flags.reset==1")).hasSize(1);
      assertThat(tshark.field("frame.comment", "frame.comment"))
          .anyMatch(comment -> comment.contains("private to the network behind the gateway"));
    }

    private void connect(String host, int port) throws IOException {
      try (Socket socket = new Socket()) {
        socket.connect(new java.net.InetSocketAddress(host, port), PATIENCE_MILLIS);
      }
    }

    @Test
    void aSegmentThatTheAlgDropsIsOnOneLinkOnly() throws Exception {
      try (FtpNat nat = start(Scenario.CLIENT_BEHIND_ALG.topology());
          RawControl control = RawControl.login(nat)) {
        control.send("PORT 1,2\r\n");
        control.send("NOOP\r\n");
        control.socket().setSoTimeout(PATIENCE_MILLIS);
        assertThatThrownBy(control::reply).isInstanceOf(SocketTimeoutException.class);
      }

      assertThat(tshark.field("frame.interface_name", "tcp.payload contains \"PORT 1,2\""))
          .contains("client - client NAT")
          .doesNotContain("client NAT - server");
    }

    @Test
    void aSegmentThatAForgetfulGatewayDropsIsOnTheLinksBeforeIt() throws Exception {
      try (FtpNat nat = start(Scenario.DOUBLE_NAT.topology());
          RawControl control = RawControl.login(nat)) {
        nat.gateway("server NAT").reboot();
        control.send("NOOP\r\n");
        control.socket().setSoTimeout(PATIENCE_MILLIS);
        assertThatThrownBy(control::reply).isInstanceOf(SocketTimeoutException.class);
      }

      assertThat(tshark.field("frame.interface_name", "tcp.payload contains \"NOOP\""))
          .containsExactly("client - client NAT", "client NAT - server NAT");
    }
  }
}
