package dev.ftpnat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network of IPv6 alone, with nothing in it, a firewall or a NAT. */
class Ipv6NetworkTest {

  private static final Duration GIVE_UP = Duration.ofMillis(300);

  private static Topology.Builder ipv6() {
    return Topology.builder().name("ipv6").ipv6().connectGiveUp(GIVE_UP);
  }

  private static Topology behindFirewall(AlgBehavior alg) {
    return ipv6().serverGateway(Gateway.firewall().forwardControlPort().alg(alg).build()).build();
  }

  private static Topology clientBehindNat(AlgBehavior alg) {
    return ipv6().clientGateway(Gateway.builder().alg(alg).build()).build();
  }

  private static FTPClient commonsNet(FtpNat nat) throws Exception {
    FTPClient client = new FTPClient();
    client.setServerSocketFactory(nat.serverSocketFactory());
    client.setDefaultTimeout(5000);
    client.setConnectTimeout(5000);
    client.connect(nat.host(), nat.port());
    assertThat(client.login(nat.username(), nat.password())).isTrue();
    return client;
  }

  private static boolean stores(FTPClient client) throws Exception {
    client.setDataTimeout(Duration.ofSeconds(5));
    return client.storeFile("a.txt", InputStream.nullInputStream());
  }

  // Addresses ---------------------------------------------------------------------------------

  @Test
  void everybodyHasAnAddressOfIpv6() throws Exception {
    Topology nats =
        ipv6()
            .serverGateway(Gateway.builder().forwardControlPort().build())
            .clientGateway(Gateway.builder().build())
            .build();
    try (FtpNat nat = FtpNat.start(nats)) {
      Topology addressed = nat.topology();

      assertThat(IpAddresses.of(nat.host())).isInstanceOf(Inet6Address.class);
      assertThat(Subnet.of("2001:db8::/32").contains(IpAddresses.of(nat.host()))).isTrue();
      assertThat(nat.host()).as("as RFC 5952 has it").contains("::");
      assertThat(Subnet.of("fd00::/8").contains(addressed.server().address().orElseThrow()))
          .isTrue();
      assertThat(Subnet.of("fd00::/8").contains(addressed.clientAddress().orElseThrow())).isTrue();
      assertThat(addressed.gateways())
          .allSatisfy(
              gateway ->
                  assertThat(gateway.publicAddress().orElseThrow())
                      .isInstanceOf(Inet6Address.class));
    }
  }

  @Test
  void pinnedAddressesAreKept() throws Exception {
    Topology pinned =
        Topology.builder()
            .clientAddress("2001:db8:77::2")
            .server(server -> server.address("fd00:77::121"))
            .serverGateway(
                Gateway.builder()
                    .publicAddress("2001:db8:77::1")
                    .insideNetwork("fd00:77::/64")
                    .forwardControlPort()
                    .build())
            .build();
    try (FtpNat nat = FtpNat.start(pinned);
        RawControl control = RawControl.login(nat)) {
      assertThat(pinned.isIpv6()).isTrue();
      assertThat(nat.host()).isEqualTo("2001:db8:77::1");
      assertThat(control.command("NOOP")).startsWith("200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "::1", "fe80::1", "ff02::1"})
  void whatNoHostCanHaveIsRefused(String address) {
    Topology topology = Topology.builder().clientAddress(address).build();

    assertThatThrownBy(() -> FtpNat.start(topology).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address);
  }

  @Test
  void oneTopologyIsOfOneFamily() {
    assertThatThrownBy(
            () ->
                Topology.builder()
                    .clientAddress("2001:db8::2")
                    .server(server -> server.address("10.0.1.121"))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.1.121")
        .hasMessageContaining("2001:db8::2");
    assertThatThrownBy(() -> Topology.builder().ipv6().clientAddress("10.0.1.2").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.1.2");
  }

  // The server --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "EPSV; 229 ",
        "EPSV 2; 229 ",
        "EPSV 1; 522 Network protocol not supported, use (2)",
        "PASV; 522 Network protocol not supported, use (2)",
        "PORT 10,0,1,2,4,1; 522 Network protocol not supported, use (2)",
        "EPRT |1|10.0.1.2|1025|; 522 Network protocol not supported, use (2)",
        "EPRT |2|10.0.1.2|1025|; 501 ",
        "EPRT |2|::ffff:10.0.1.2|1025|; 501 ",
        "EPRT |2|[::1]|1025|; 501 ",
        "EPRT |2|2001:db8::1%eth0|1025|; 501 ",
        "EPRT |2|2001:db8::1|0|; 501 ",
        "EPRT |2|2001:db8:0:0:0:0:0:99|1025|; 200 ",
      })
  void theServerSpeaksRfc2428(String command, String reply) throws Exception {
    try (FtpNat nat = FtpNat.start(ipv6().build());
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command(command)).startsWith(reply);
    }
  }

  @Test
  void aServerThatComparesAddressesComparesThemAndNotTheirText() throws Exception {
    Topology strict = ipv6().server(server -> server.refuseForeignTargets(true)).build();
    try (FtpNat nat = FtpNat.start(strict);
        RawControl control = RawControl.login(nat)) {
      byte[] own = nat.topology().clientAddress().orElseThrow().getAddress();
      StringBuilder full = new StringBuilder();
      for (int n = 0; n < 16; n += 2) {
        full.append(n == 0 ? "" : ":").append("%02X%02X".formatted(own[n], own[n + 1]));
      }

      assertThat(control.command("EPRT |2|" + full + "|1025|")).startsWith("200 ");
      assertThat(control.command("EPRT |2|2001:db8::99|1025|")).startsWith("500 ");
    }
  }

  @Test
  void aGatewayKeepsItsFamilyWhenItsAddressChanges() throws Exception {
    Topology nat66 = ipv6().serverGateway(Gateway.builder().forwardControlPort().build()).build();
    try (FtpNat nat = FtpNat.start(nat66)) {
      assertThatThrownBy(() -> nat.gateway().changePublicAddress("203.0.113.99"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("203.0.113.99");
      nat.gateway().changePublicAddress("2001:db8:66::1");
      assertThat(nat.gateway().publicAddress()).isEqualTo("2001:db8:66::1");
      try (Socket socket = new Socket()) {
        socket.connect(at("2001:db8:66::1", 21), 5000);
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }

  // Transfers ---------------------------------------------------------------------------------

  @Test
  void commonsNetAsksWithEpsvAndEprtOfItsOwnAccord() throws Exception {
    try (FtpNat nat = FtpNat.start(ipv6().build())) {
      FTPClient passive = commonsNet(nat);
      passive.enterLocalPassiveMode();
      assertThat(stores(passive)).isTrue();
      passive.disconnect();
      FTPClient active = commonsNet(nat);
      assertThat(stores(active)).isTrue();
      active.disconnect();

      // As Java writes it, on a host that has the address.
      String client = nat.topology().clientAddress().orElseThrow().getHostAddress();
      assertThat(nat.trace().toString()).contains("EPSV").contains("EPRT |2|" + client + "|");
    }
  }

  @Test
  void activeModeWorksUnderTlsWhereNothingTranslates() throws Exception {
    try (FtpNat nat = FtpNat.start(ipv6().build());
        RawControl control = RawControl.secured(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      listener.setSoTimeout(20_000);
      assertThat(control.command("EPRT |2|::1|" + listener.getLocalPort() + "|"))
          .startsWith("200 ");
      assertThat(control.command("LIST")).startsWith("150 ");
      try (Socket data = listener.accept()) {
        assertThat(IpAddresses.text(data.getInetAddress())).isEqualTo(nat.host());
        assertThat(data.getInputStream().readAllBytes()).isNotNull();
      }
      assertThat(control.reply()).startsWith("226 ");
    }
  }

  @Test
  void aFirewallWithAnAlgLetsDataThrough() throws Exception {
    try (FtpNat nat = FtpNat.start(behindFirewall(AlgBehavior.NETFILTER))) {
      FTPClient client = commonsNet(nat);
      client.enterLocalPassiveMode();
      assertThat(stores(client)).isTrue();
      client.enterLocalActiveMode();
      assertThat(stores(client)).isTrue();
      client.disconnect();
    }
  }

  @Test
  void aFirewallWithoutOneDropsIt() throws Exception {
    try (FtpNat nat = FtpNat.start(behindFirewall(AlgBehavior.NONE));
        RawControl control = RawControl.login(nat)) {
      assertThatThrownBy(control::extendedPassive).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aNatWithAnAlgWritesEprtInFull() throws Exception {
    try (FtpNat nat = FtpNat.start(clientBehindNat(AlgBehavior.NETFILTER))) {
      FTPClient client = commonsNet(nat);
      assertThat(stores(client)).isTrue();
      client.disconnect();

      assertThat(nat.trace().toString())
          .containsPattern("EPRT \\|2\\|2001:0db8(:[0-9a-f]{4}){6}\\|\\d+\\|");
    }
  }

  @Test
  void tlsHidesEprtFromIt() throws Exception {
    try (FtpNat nat = FtpNat.start(clientBehindNat(AlgBehavior.NETFILTER));
        RawControl control = RawControl.secured(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      listener.setSoTimeout(20_000);
      assertThat(control.command("EPRT |2|::1|" + listener.getLocalPort() + "|"))
          .startsWith("200 ");
      assertThat(control.command("LIST")).startsWith("150 ");
      assertThat(control.reply()).startsWith("425 ");
      assertThat(nat.trace().diagnosis().toString()).contains("fd7a:1:2:");
    }
  }

  @Test
  void ftpsWorksByEpsvAlsoByName() throws Exception {
    try (FtpNat nat = FtpNat.start(ipv6().build())) {
      FTPSClient client = new FTPSClient(false, nat.clientSslContext());
      client.setEndpointCheckingEnabled(true);
      client.connect(nat.host(), nat.port());
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.execPBSZ(0);
      client.execPROT("P");
      client.enterLocalPassiveMode();
      assertThat(stores(client)).isTrue();
      client.disconnect();
    }
  }

  @Test
  void theJdksUrlsLeadThere() throws Exception {
    try (FtpNat nat = FtpNat.start(ipv6().build());
        RawControl control = RawControl.login(nat)) {
      control.upload("STOR a.txt", "content");
      String url = "ftp://%s:%s@[%s]/a.txt".formatted(nat.username(), nat.password(), nat.host());
      try (InputStream in = URI.create(url).toURL().openStream()) {
        assertThat(new String(in.readAllBytes(), US_ASCII)).isEqualTo("content");
      }
    }
  }

  // Sockets -----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void socketsSeeWhatThoseOfARealStackSee(boolean factory) throws Exception {
    Topology rejecting =
        ipv6()
            .serverGateway(
                Gateway.builder()
                    .forwardControlPort()
                    .unmappedPorts(Refusal.REJECT)
                    .privateDestinations(Refusal.DROP)
                    .build())
            .build();
    try (FtpNat nat = FtpNat.start(rejecting)) {
      String inside = IpAddresses.text(nat.topology().server().address().orElseThrow());
      try (Socket socket = open(nat, factory)) {
        socket.connect(new InetSocketAddress(nat.host(), nat.port()), 5000);
        assertThat(IpAddresses.text(socket.getInetAddress())).isEqualTo(nat.host());
        assertThat(socket.getPort()).isEqualTo(nat.port());
      }
      assertThatThrownBy(() -> open(nat, factory).connect(at("[" + nat.host() + "]", 2121), 5000))
          .isInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
      assertThatThrownBy(() -> open(nat, factory).connect(at(inside, 21), 100))
          .isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> open(nat, factory).connect(at(inside, 21)))
          .isInstanceOf(ConnectException.class)
          .hasMessage("Connection timed out");
    }
  }

  private static Socket open(FtpNat nat, boolean factory) throws Exception {
    return factory ? nat.socketFactory().createSocket() : new Socket();
  }

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(IpAddresses.of(host), port);
  }

  @Test
  void noRouteLeadsToAddressesThatNobodyHas() throws Exception {
    try (FtpNat nat = FtpNat.start(ipv6().build())) {
      try (Socket socket = nat.socketFactory().createSocket()) {
        assertThatThrownBy(() -> socket.connect(at("2001:db8::99", 21), 5000))
            .isInstanceOf(SocketException.class)
            .hasMessage("Network is unreachable");
      }
      try (Socket socket = nat.socketFactory().createSocket()) {
        assertThatThrownBy(() -> socket.connect(at("203.0.113.200", 21), 5000))
            .as("of the family that the host has no address of")
            .isInstanceOf(SocketException.class)
            .hasMessage("Network is unreachable");
      }
    }
  }

  @Test
  void noAddressLeadsOutOfTheEnvironment() throws Exception {
    String gone;
    try (FtpNat nat = FtpNat.start(ipv6().build())) {
      gone = nat.host();
    }
    try (FtpNat nat = FtpNat.start(ipv6().build());
        Socket neighbour = new Socket()) {
      assertThatThrownBy(() -> neighbour.connect(at("2001:db8:ffff::1", 21), 5000))
          .isInstanceOf(SocketException.class)
          .hasMessage("Network is unreachable");
      assertThat(gone).as("handed out again").isEqualTo(nat.host());
    }
  }

  @Test
  void socks5LeadsThereByAddressType4() throws Exception {
    try (FtpNat nat = FtpNat.start(ipv6().build());
        Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(nat.socksProxy().address(), 5000);
      socket.setSoTimeout(5000);
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(new byte[] {5, 1, 0, 5, 1, 0, 4});
      request.writeBytes(IpAddresses.of(nat.host()).getAddress());
      request.writeBytes(new byte[] {0, (byte) nat.port()});
      socket.getOutputStream().write(request.toByteArray());

      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(in.readNBytes(4)).containsExactly(5, 0, 5, 0);
      assertThat(in.readNBytes(8)).hasSize(8);
      assertThat(new String(in.readNBytes(4), US_ASCII)).isEqualTo("220 ");
    }
  }
}
