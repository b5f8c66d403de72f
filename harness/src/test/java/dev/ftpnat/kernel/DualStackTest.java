package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts with addresses of both families, or one of them, on both networks. */
class DualStackTest {

  private static Topology.Builder dualStack() {
    return Topology.builder().name("dual stack").dualStack();
  }

  /** As a home router is: it masquerades IPv4, and is a firewall for IPv6. */
  private static Gateway homeRouter(AlgBehavior alg) {
    return Gateway.builder().withoutTranslationOf(AddressFamily.IPV6).alg(alg).build();
  }

  private static RawControl login(FtpNat nat, AddressFamily family) throws IOException {
    return RawControl.login(nat, nat.host(family));
  }

  /** EPSV and a listing: "listed", or what went wrong. */
  private static String passive(RawControl control) throws IOException {
    String reply = control.command("EPSV");
    InetAddress server = control.socket().getInetAddress();
    return listed(control, server, Integer.parseInt(reply.split("\\|")[3]));
  }

  private static String listed(RawControl control, InetAddress server, int port)
      throws IOException {
    try (Socket data = new Socket()) {
      data.connect(new InetSocketAddress(server, port), OnBoth.CONNECT_MILLIS);
      assertThat(control.command("LIST")).startsWith("150 ");
      data.setSoTimeout(5000);
      assertThat(data.getInputStream().readAllBytes()).isNotNull();
      return control.reply().startsWith("226 ") ? "listed" : "not listed";
    } catch (SocketTimeoutException e) {
      return "timed out";
    }
  }

  /** PORT or EPRT and a listing: "listed", or the reply that says no. */
  private static String active(FtpNat nat, RawControl control, AddressFamily family)
      throws IOException {
    try (ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      listener.setSoTimeout(5000);
      String own = IpAddresses.text(nat.topology().clientAddress(family).orElseThrow());
      String reply =
          control.command(
              "EPRT |" + family.number() + "|" + own + "|" + listener.getLocalPort() + "|");
      if (!reply.startsWith("200 ")) {
        return reply;
      }
      assertThat(control.command("LIST")).startsWith("150 ");
      try (Socket data = listener.accept()) {
        assertThat(AddressFamily.of(data.getInetAddress())).isEqualTo(family);
        assertThat(data.getInputStream().readAllBytes()).isNotNull();
      }
      return control.reply().startsWith("226 ") ? "listed" : "not listed";
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, IPV4", "SIMULATED, IPV6", "KERNEL, IPV4", "KERNEL, IPV6"})
  void eitherFamilyLeadsToTheServer(Network network, AddressFamily family) throws Exception {
    try (FtpNat nat = OnBoth.start(dualStack().build(), network);
        RawControl control = login(nat, family)) {
      assertThat(passive(control)).isEqualTo("listed");
      assertThat(active(nat, control, family)).isEqualTo("listed");
      assertThat(control.command("EPSV " + family.other().number()))
          .as("the data connection is of the control connection's family")
          .startsWith("522 ")
          .contains("(" + family.number() + ")");
      assertThat(nat.trace().only(ConnectionAttempt.class))
          .hasSize(3)
          .allMatch(attempt -> attempt.outcome() == Outcome.ESTABLISHED)
          .allMatch(attempt -> AddressFamily.of(attempt.source().address()) == family)
          .allMatch(attempt -> AddressFamily.of(attempt.target().address()) == family);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, IPV4, NONE, 425", "SIMULATED, IPV4, NETFILTER, listed",
    "SIMULATED, IPV6, NONE, 425", "SIMULATED, IPV6, NETFILTER, listed",
    "KERNEL, IPV4, NONE, 425", "KERNEL, IPV4, NETFILTER, listed",
    "KERNEL, IPV6, NONE, 425", "KERNEL, IPV6, NETFILTER, listed",
  })
  void aHomeRouterMasqueradesOneFamilyAndIsAFirewallForTheOther(
      Network network, AddressFamily family, AlgBehavior alg, String active) throws Exception {
    Topology home = dualStack().clientGateway(homeRouter(alg)).build();
    try (FtpNat nat = OnBoth.start(home, network);
        RawControl control = login(nat, family)) {
      assertThat(passive(control)).isEqualTo("listed");
      if (active.equals("listed")) {
        assertThat(active(nat, control, family)).isEqualTo("listed");
      }
      Gateway router = nat.topology().gateways().get(0);
      assertThat(router.name()).hasValue("client NAT");
      boolean same = router.publicAddress(family).equals(nat.topology().clientAddress(family));
      assertThat(same).isEqualTo(family == AddressFamily.IPV6);
      assertThat(nat.trace().connectionAttempts().get(0).hops())
          .singleElement()
          .satisfies(
              hop ->
                  assertThat(hop.source().equals(hop.translatedSource()))
                      .isEqualTo(family == AddressFamily.IPV6));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, IPV4, timed out", "SIMULATED, IPV6, timed out",
    "KERNEL, IPV4, timed out", "KERNEL, IPV6, timed out",
  })
  void aFirewallBeforeTheServerIsOneForBoth(Network network, AddressFamily family, String passive)
      throws Exception {
    Topology firewall =
        dualStack().serverGateway(Gateway.firewall().forwardControlPort().build()).build();
    try (FtpNat nat = OnBoth.start(firewall, network);
        RawControl control = login(nat, family)) {
      assertThat(passive(control)).isEqualTo(passive);
      assertThat(active(nat, control, family)).isEqualTo("listed");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aHostWithoutAFamilyIsNotReachedByIt(Network network) throws Exception {
    Topology topology = dualStack().serverFamilies(AddressFamily.IPV4).build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      assertThat(topology.family()).as("that both sides have").isEqualTo(AddressFamily.IPV4);
      assertThat(passive(control)).isEqualTo("listed");
      assertThat(nat.topology().server().address(AddressFamily.IPV6)).isEmpty();
      assertThat(nat.topology().clientAddress(AddressFamily.IPV6)).isPresent();
      assertThat(OnBoth.connect(IpAddresses.of("2001:db8:7:1::7"), 21))
          .isEqualTo("SocketException: Network is unreachable");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aGatewayForgetsConnectionsOfBothFamilies(Network network) throws Exception {
    Topology nats =
        dualStack().serverGateway(Gateway.builder().forwardControlPort().build()).build();
    try (FtpNat nat = OnBoth.start(nats, network);
        RawControl ipv4 = login(nat, AddressFamily.IPV4);
        RawControl ipv6 = login(nat, AddressFamily.IPV6)) {
      nat.gateway().reboot();
      for (RawControl control : new RawControl[] {ipv4, ipv6}) {
        control.socket().setSoTimeout(1000);
        control.send("NOOP\r\n");
        assertThat(reply(control)).isEqualTo("timed out");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aGatewayGetsAnotherAddressOfOneFamily(Network network) throws Exception {
    Topology nats =
        dualStack().serverGateway(Gateway.builder().forwardControlPort().build()).build();
    try (FtpNat nat = OnBoth.start(nats, network);
        RawControl ipv6 = login(nat, AddressFamily.IPV6)) {
      nat.gateway().changePublicAddress("203.0.113.201");
      assertThat(nat.host()).contains(":");
      assertThat(OnBoth.connect(IpAddresses.of("203.0.113.201"), 21)).isEqualTo("established");
      assertThat(OnBoth.connect(IpAddresses.of(nat.host()), 21)).isEqualTo("established");
      assertThat(ipv6.command("NOOP")).startsWith("200 ");
    }
  }

  private static String reply(RawControl control) throws IOException {
    try {
      return control.reply();
    } catch (SocketTimeoutException e) {
      return "timed out";
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void pinnedAddressesAreKeptAndTheOthersHandedOut(Network network) throws Exception {
    Topology pinned =
        dualStack()
            .about(AddressFamily.IPV4)
            .clientAddress("198.51.100.77")
            .server(server -> server.address("10.0.77.121").advertisePublicAddress())
            .serverGateway(
                Gateway.builder()
                    .publicAddress("203.0.113.77")
                    .publicAddress("2001:db8:77::1")
                    .forwardControlPort()
                    .forwardPassivePorts()
                    .build())
            .build();
    try (FtpNat nat = OnBoth.start(pinned, network);
        RawControl control = RawControl.login(nat)) {
      assertThat(nat.host()).isEqualTo("203.0.113.77");
      assertThat(control.command("PASV")).contains("203,0,113,77");
      assertThat(nat.host(AddressFamily.IPV6)).isEqualTo("2001:db8:77::1");
      assertThat(nat.topology().clientAddress(AddressFamily.IPV6)).isPresent();
      try (RawControl other = login(nat, AddressFamily.IPV6)) {
        assertThat(passive(other)).isEqualTo("listed");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, IPV4", "SIMULATED, IPV6", "KERNEL, IPV4", "KERNEL, IPV6"})
  void whatAClientWithoutTheFamilyConnectsToIsInTheRecordAndHasFailed(
      Network network, AddressFamily own) throws Exception {
    Topology half = dualStack().clientFamilies(own).build();
    try (FtpNat nat = OnBoth.start(half, network);
        Socket socket = new Socket()) {
      InetSocketAddress other = new InetSocketAddress(nat.host(own.other()), nat.port());
      assertThatThrownBy(() -> socket.connect(other, OnBoth.CONNECT_MILLIS))
          .isInstanceOf(SocketException.class)
          .hasMessageStartingWith("Network is unreachable");

      assertThat(nat.trace().connectionAttempts())
          .singleElement()
          .satisfies(
              attempt -> {
                assertThat(attempt.origin()).isEqualTo(Party.CLIENT);
                assertThat(attempt.target().address()).isEqualTo(other.getAddress());
                assertThat(attempt.outcome()).isEqualTo(Outcome.UNREACHABLE);
                assertThat(attempt.decidedBy()).isEqualTo(Party.CLIENT);
                assertThat(attempt.reason()).isEqualTo(Reason.NO_ROUTE);
              });
      assertThat(nat.trace().unreached()).isEqualTo(nat.trace().connectionAttempts());
      assertThat(nat.trace().hasFailed()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, IPV4", "SIMULATED, IPV6", "KERNEL, IPV4", "KERNEL, IPV6"})
  void whoConnectsByTheOtherFamilyThenHasNotFailed(Network network, AddressFamily own)
      throws Exception {
    Topology half = dualStack().clientFamilies(own).build();
    try (FtpNat nat = OnBoth.start(half, network);
        Socket socket = new Socket()) {
      InetSocketAddress other = new InetSocketAddress(nat.host(own.other()), nat.port());
      assertThatThrownBy(() -> socket.connect(other, OnBoth.CONNECT_MILLIS))
          .isInstanceOf(SocketException.class);
      try (RawControl control = login(nat, own)) {
        assertThat(control.command("QUIT")).startsWith("221 ");
      }

      assertThat(nat.trace().connectionAttempts()).hasSize(2);
      assertThat(nat.trace().hasFailed()).isFalse();
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }
}
