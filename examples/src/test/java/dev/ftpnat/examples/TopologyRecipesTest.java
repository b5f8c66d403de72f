package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/** Networks that no scenario describes, each with what commons-net makes of it. */
class TopologyRecipesTest {

  @Test
  void resetInsteadOfSilence() {
    Topology topology =
        Scenario.PRIVATE_IP_PASV.topology().toBuilder()
            .gateways(
                gateway ->
                    gateway.privateDestinations(Refusal.REJECT).unmappedPorts(Refusal.REJECT))
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThatThrownBy(() -> trustingUpload(nat))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("Connection refused");
    }
  }

  @Test
  void privateNetworkToPrivateNetwork() {
    Topology topology = Scenario.PRIVATE_IP_PASV.topology().withVantage(Vantage.PRIVATE);

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(nat.host()).startsWith("192.168.");
      assertThatThrownBy(() -> trustingUpload(nat)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void twoNatsBeforeTheServer() throws IOException {
    Gateway inner = Gateway.builder().forwardControlPort().forwardPassivePorts().build();
    Gateway outer = Gateway.builder().forwardControlPort().forwardPassivePorts().build();
    Topology topology =
        Topology.builder()
            .name("router behind router")
            .serverGateway(inner)
            .serverGateway(outer)
            .server(server -> server.advertisePublicAddress())
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(trustingUpload(nat)).isTrue();
      assertThat(nat.gateways()).hasSize(2);
    }
  }

  @Test
  void staleExternalAddress() {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .server(server -> server.advertise("192.0.2.200"))
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThatThrownBy(() -> trustingUpload(nat)).isInstanceOf(NoRouteToHostException.class);
      assertThat(nat).contacted("192.0.2.200");
    }
  }

  @Test
  void zeroAddressMeansTheControlConnections() throws IOException {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .server(server -> server.advertise("0.0.0.0"))
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(trustingUpload(nat)).isTrue();
      assertThat(nat).neverContacted("0.0.0.0");
    }
  }

  @Test
  void containerPortsThatAreTheSameOutside() throws IOException {
    Topology topology =
        Topology.builder()
            .name("container")
            .serverGateway(
                Gateway.builder()
                    .forward(Forward.ports(new PortRange(2121, 2121), new PortRange(21, 21)))
                    .forward(Forward.ports(30000, 30009))
                    .build())
            .server(server -> server.passivePorts(30000, 30009).advertisePublicAddress())
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      FTPClient client = new FTPClient();
      client.connect(nat.host(), nat.port());
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.disconnect();
    }
  }

  @Test
  void anAlgThatWatchesAnotherPort() throws IOException {
    Topology topology =
        Topology.builder()
            .name("port 2121")
            .serverGateway(
                Gateway.builder()
                    .forwardControlPort()
                    .alg(AlgBehavior.NETFILTER)
                    .algPorts(21, 2121)
                    .build())
            .server(server -> server.controlPort(2121))
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(trustingUpload(nat)).isTrue();
      assertThat(nat.trace().connectionAttempts(Party.CLIENT))
          .last()
          .satisfies(data -> assertThat(data.hops().get(0).reason()).isEqualTo(Reason.PINHOLE));
    }
  }

  @Test
  void implicitTls() throws IOException {
    Topology topology = Scenario.EXTERNAL_ADDRESS.topology().withTls(TlsMode.IMPLICIT);

    try (FtpNat nat = FtpNat.start(topology)) {
      FTPSClient client = new FTPSClient(true, nat.clientSslContext());
      client.connect(nat.host(), nat.port()); // port 990
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.disconnect();
    }
  }

  @Test
  void oldTlsOnly() {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .server(server -> server.tls(TlsMode.REQUIRED).tlsProtocols("TLSv1.2"))
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      FTPSClient client = new FTPSClient(nat.clientSslContext());
      client.setEnabledProtocols(new String[] {"TLSv1.3"});
      assertThatThrownBy(() -> client.connect(nat.host(), nat.port()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void anImpatientServer() throws IOException {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .server(
                server ->
                    server
                        .acceptTimeout(Duration.ofMillis(500))
                        .stallTimeout(Duration.ofMillis(500)))
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      Files.write(nat.serverDirectory().resolve("large"), new byte[50_000_000]);
      FTPClient client = Clients.plain(nat);
      client.enterRemotePassiveMode();
      assertThat(client.sendCommand("NLST")).isEqualTo(150);
      assertThat(client.getReply()).isEqualTo(425);

      client.enterLocalPassiveMode();
      client.setFileType(FTP.BINARY_FILE_TYPE);
      InputStream unread = client.retrieveFileStream("large");
      assertThat(unread.read()).isZero();
      assertThat(client.getReply()).isEqualTo(426);
      client.disconnect();
    }
  }

  @Test
  void aQuickerStack() {
    Topology topology =
        Scenario.NOTHING_FORWARDED.topology().toBuilder()
            .connectGiveUp(Duration.ofMillis(100))
            .build();

    try (FtpNat nat = FtpNat.builder(topology).network(Network.SIMULATED).start()) {
      assertThatThrownBy(() -> trustingUpload(nat)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aFirewallWithoutNat() throws IOException {
    Topology topology =
        Topology.builder()
            .name("firewall")
            .serverGateway(
                Gateway.firewall()
                    .forwardControlPort()
                    .forward(Forward.ports(30000, 30009))
                    .alg(AlgBehavior.NETFILTER)
                    .unmappedPorts(Refusal.REJECT)
                    .outgoingPorts()
                    .build())
            .server(server -> server.passivePorts(30000, 30009))
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(nat.host())
          .isEqualTo(nat.topology().server().address().orElseThrow().getHostAddress());
      assertThat(trustingUpload(nat)).isTrue();
      FTPClient client = Clients.plain(nat);
      client.setServerSocketFactory(nat.serverSocketFactory());
      client.enterLocalActiveMode();
      assertThat(client.storeFile("active.txt", new ByteArrayInputStream(new byte[9]))).isTrue();
      client.disconnect();
    }
  }

  @Test
  void twoWaysIntoACluster() throws IOException {
    Topology topology =
        Topology.builder()
            .name("cluster")
            .serverGateway(
                Gateway.builder()
                    .forward(Forward.controlPort().masqueraded())
                    .forward(Forward.passivePorts())
                    .build())
            .server(server -> server.advertisePublicAddress().foreignData(ForeignData.REFUSED))
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      Files.writeString(nat.serverDirectory().resolve("a.txt"), "text");
      FTPClient client = Clients.plain(nat);
      client.enterLocalPassiveMode();
      assertThat(client.retrieveFile("a.txt", OutputStream.nullOutputStream())).isFalse();
      assertThat(client.getReplyCode()).isEqualTo(425);
      client.disconnect();
      assertThat(nat.trace().diagnosis().orElseThrow().cause())
          .isEqualTo(Cause.FOREIGN_DATA_REFUSED);
    }
  }

  @Test
  void aBalancerBeforeTwoServers() throws IOException {
    Topology topology =
        Topology.builder()
            .name("balanced")
            .serverGateway(
                Gateway.builder()
                    .forwardControlPort()
                    .forward(Forward.passivePorts().toOtherServer())
                    .unmappedPorts(Refusal.ACCEPT_SILENTLY)
                    .build())
            .server(server -> server.advertisePublicAddress())
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThatThrownBy(() -> trustingUpload(nat)).isInstanceOf(ConnectException.class);
      assertThat(nat.trace().diagnosis().orElseThrow().cause())
          .isEqualTo(Cause.DATA_AT_OTHER_SERVER);
    }
  }

  @Test
  void aNat64WithTheAlgOfRfc6384() throws IOException {
    Topology topology =
        Topology.builder()
            .clientGateway(
                Gateway.builder().nat64("2001:db8:64::/96").alg(AlgBehavior.RFC_6384).build())
            .server(server -> server.refuse("EPSV"))
            .build();

    // Nothing that plays a NAT64 on the kernel network has that ALG.
    try (FtpNat nat = FtpNat.builder(topology).network(Network.SIMULATED).start()) {
      assertThat(nat.host()).startsWith("2001:db8:64:");
      FTPClient client = Clients.plain(nat);
      client.enterLocalPassiveMode();
      assertThat(client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]))).isTrue();
      client.disconnect();
      assertThat(nat.serverDirectory().resolve("up.txt")).hasSize(9);
    }
  }

  @Test
  void a464XlatForProgramsOfIpv4() throws IOException {
    Topology topology =
        Topology.builder()
            .clientGateway(Gateway.builder().clat().build())
            .clientGateway(Gateway.builder().nat64().build())
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(nat.host()).startsWith("203.0.113.");
      for (AddressFamily family : AddressFamily.values()) {
        FTPClient client = new FTPClient();
        client.connect(nat.host(family), nat.port());
        assertThat(client.login(nat.username(), nat.password())).isTrue();
        client.enterLocalPassiveMode();
        assertThat(client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]))).isTrue();
        client.disconnect();
      }
      assertThat(nat.serverDirectory().resolve("up.txt")).hasSize(9);
    }
  }

  @Test
  void aHomeWithBothFamilies() throws IOException {
    Topology home =
        Topology.builder()
            .dualStack()
            .clientGateway(Gateway.builder().withoutTranslationOf(AddressFamily.IPV6).build())
            .serverGateway(Gateway.firewall().forwardControlPort().build())
            .build();

    try (FtpNat nat = FtpNat.start(home)) {
      Gateway ofClient = nat.gateways().get(0);
      assertThat(ofClient.translates(AddressFamily.IPV4)).isTrue();
      assertThat(ofClient.translates(AddressFamily.IPV6)).isFalse();
      for (AddressFamily family : AddressFamily.values()) {
        FTPClient client = new FTPClient();
        client.connect(nat.host(family), nat.port());
        assertThat(client.login(nat.username(), nat.password())).isTrue();
        client.disconnect();
      }
    }
  }

  @Test
  void oneAddressForOneHost() throws IOException {
    Topology topology =
        Topology.builder()
            .name("cloud server")
            .serverGateway(Gateway.builder().forward(Forward.ports(1, 65535)).build())
            .server(server -> server.advertisePublicAddress())
            .build();

    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(trustingUpload(nat)).isTrue();
    }
  }

  /** Uploads in passive mode with what was commons-net's default before 3.9. */
  private static boolean trustingUpload(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    client.setIpAddressFromPasvResponse(true);
    client.setPassiveNatWorkaroundStrategy(null);
    try {
      return client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]));
    } finally {
      client.disconnect();
    }
  }
}
