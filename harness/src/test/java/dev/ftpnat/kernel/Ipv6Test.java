package dev.ftpnat.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens on a network of IPv6, on both networks. */
class Ipv6Test {

  private static Topology.Builder ipv6() {
    return Topology.builder().name("ipv6").ipv6();
  }

  private static Topology serverBehindFirewall(AlgBehavior alg) {
    return ipv6().serverGateway(Gateway.firewall().forwardControlPort().alg(alg).build()).build();
  }

  private static Topology clientBehindFirewall(AlgBehavior alg) {
    return ipv6().clientGateway(Gateway.firewall().alg(alg).build()).build();
  }

  private static Topology serverBehindNat(AlgBehavior alg) {
    return ipv6().serverGateway(Gateway.builder().forwardControlPort().alg(alg).build()).build();
  }

  private static Topology clientBehindNat(AlgBehavior alg) {
    return ipv6().clientGateway(Gateway.builder().alg(alg).build()).build();
  }

  private static String text(InetAddress address) {
    return IpAddresses.text(address);
  }

  /** EPSV and a listing: "listed", or what went wrong. */
  private static String passive(RawControl control) throws IOException {
    try (Socket data = new Socket()) {
      String reply = control.command("EPSV");
      int port = Integer.parseInt(reply.split("\\|")[3]);
      data.connect(
          new InetSocketAddress(control.socket().getInetAddress(), port), OnBoth.CONNECT_MILLIS);
      return listed(control, data);
    } catch (SocketTimeoutException e) {
      return "timed out";
    }
  }

  /** EPRT and a listing: "listed", or the reply that says no. */
  private static String active(FtpNat nat, RawControl control) throws IOException {
    try (ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      listener.setSoTimeout(5000);
      String reply =
          control.command(
              "EPRT |2|" + text(OnBoth.client(nat)) + "|" + listener.getLocalPort() + "|");
      if (!reply.startsWith("200 ")) {
        return reply;
      }
      control.send("LIST\r\n");
      assertThat(control.reply()).startsWith("150 ");
      try (Socket data = listener.accept()) {
        assertThat(new String(data.getInputStream().readAllBytes(), ISO_8859_1)).isNotNull();
      }
      return control.reply().startsWith("226 ") ? "listed" : "not listed";
    }
  }

  private static String listed(RawControl control, Socket data) throws IOException {
    assertThat(control.command("LIST")).startsWith("150 ");
    data.setSoTimeout(5000);
    assertThat(data.getInputStream().readAllBytes()).isNotNull();
    return control.reply().startsWith("226 ") ? "listed" : "not listed";
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void withNothingBetweenEverythingWorks(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(ipv6().build(), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).isEqualTo("listed");
      assertThat(active(nat, control)).isEqualTo("listed");
      assertThat(control.command("PASV")).startsWith("522 ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, NETFILTER, listed", "SIMULATED, NONE, timed out",
    "KERNEL, NETFILTER, listed", "KERNEL, NONE, timed out"
  })
  void aFirewallBeforeTheServerNeedsAnAlgForEpsv(Network network, AlgBehavior alg, String outcome)
      throws Exception {
    try (FtpNat nat = OnBoth.start(serverBehindFirewall(alg), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).isEqualTo(outcome);
      assertThat(active(nat, control)).isEqualTo("listed");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aFirewallWithAnAlgBeforeTheClientLetsBothThrough(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(clientBehindFirewall(AlgBehavior.NETFILTER), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).isEqualTo("listed");
      assertThat(active(nat, control)).isEqualTo("listed");

      assertThat(nat.trace().only(AlgAction.class))
          .filteredOn(action -> action.kind() == AlgKind.TRANSLATED)
          .as("pinholes, and nothing rewritten")
          .hasSize(2)
          .allMatch(action -> action.segment().equals(action.forwarded()))
          .allMatch(action -> action.pinhole().isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aNatWithAnAlgBeforeTheServerTranslates(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(serverBehindNat(AlgBehavior.NETFILTER), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).isEqualTo("listed");
      assertThat(active(nat, control)).isEqualTo("listed");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aNatWithAnAlgBeforeTheClientWritesEprtInFull(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(clientBehindNat(AlgBehavior.NETFILTER), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(active(nat, control)).isEqualTo("listed");

      List<AlgAction> translated =
          nat.trace().only(AlgAction.class).stream()
              .filter(action -> action.kind() == AlgKind.TRANSLATED)
              .toList();
      assertThat(translated)
          .singleElement()
          .satisfies(
              action ->
                  assertThat(action.forwarded())
                      .matches("EPRT \\|2\\|2001:0db8(:[0-9a-f]{4}){6}\\|\\d+\\|.*"))
          .satisfies(action -> assertThat(action.pinhole()).isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aNatWithoutOneMakesActiveModeFail(Network network) throws Exception {
    Topology strict =
        clientBehindNat(AlgBehavior.NONE).toBuilder()
            .server(server -> server.refuseForeignTargets(true))
            .build();
    try (FtpNat nat = OnBoth.start(strict, network);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).isEqualTo("listed");
      assertThat(active(nat, control)).startsWith("500 ").contains(text(OnBoth.client(nat)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, DROP, SocketTimeoutException: Connect timed out",
    "SIMULATED, REJECT, ConnectException: Connection refused",
    "SIMULATED, UNREACHABLE, NoRouteToHostException: No route to host",
    "KERNEL, DROP, SocketTimeoutException: Connect timed out",
    "KERNEL, REJECT, ConnectException: Connection refused",
    "KERNEL, UNREACHABLE, NoRouteToHostException: No route to host",
  })
  void whatLeadsNowhereIsAnsweredAsTheGatewayDoes(Network network, Refusal answer, String expected)
      throws Exception {
    Topology topology =
        serverBehindNat(AlgBehavior.NONE).toBuilder()
            .gateways(gateway -> gateway.unmappedPorts(answer).privateDestinations(answer))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network)) {
      assertThat(OnBoth.connect(IpAddresses.of(nat.host()), 9)).as("a port").isEqualTo(expected);
      assertThat(OnBoth.connect(OnBoth.server(nat), 21)).as("an address").isEqualTo(expected);
      assertThat(nat.trace().connectionAttempts())
          .extracting(attempt -> attempt.outcome())
          .allMatch(outcome -> outcome != Outcome.ESTABLISHED)
          .hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aRouterWithoutARouteSaysSo(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(clientBehindFirewall(AlgBehavior.NONE), network);
        Socket socket = nat.socketFactory().createSocket()) {
      String told;
      try {
        socket.connect(
            new InetSocketAddress(IpAddresses.of("2001:db8:ffff::1"), 21),
            OnBoth.SECOND_SYN_MILLIS);
        told = "established";
      } catch (IOException e) {
        told = OnBoth.describe(e);
      }
      assertThat(told).isEqualTo("SocketException: Network is unreachable");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aGatewayForgetsConnectionsOverIpv6(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(serverBehindNat(AlgBehavior.NONE), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("NOOP")).startsWith("200 ");
      nat.gateway().reboot();
      control.socket().setSoTimeout(1000);
      control.send("NOOP\r\n");
      assertThat(readOrTimeout(control)).isEqualTo("timed out");
    }
  }

  private static String readOrTimeout(RawControl control) throws IOException {
    try {
      return control.reply();
    } catch (SocketTimeoutException e) {
      return "timed out";
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void commonsNetWorksByItself(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(serverBehindFirewall(AlgBehavior.NETFILTER), network)) {
      FTPClient client = new FTPClient();
      client.setServerSocketFactory(nat.serverSocketFactory());
      client.setConnectTimeout(OnBoth.CONNECT_MILLIS);
      client.setDataTimeout(Duration.ofSeconds(5));
      client.connect(nat.host(), nat.port());
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.enterLocalPassiveMode();
      assertThat(client.storeFile("a", InputStream.nullInputStream())).isTrue();
      client.enterLocalActiveMode();
      assertThat(client.storeFile("b", InputStream.nullInputStream())).isTrue();
      client.disconnect();
    }
  }
}
