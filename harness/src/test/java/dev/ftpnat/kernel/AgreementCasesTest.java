package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.ReuseRefusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the two networks have disagreed about when networks were drawn for both, each in the
 * smallest network that shows it.
 */
class AgreementCasesTest {

  private static final InetAddress NOBODY = IpAddresses.of("192.0.2.77");

  /** What isn't announced isn't the simulated network's. */
  private static Server.Builder announcingNobody(Server.Builder server) {
    return server
        .tls(TlsMode.NONE)
        .reply("PASV", Reply.of("227 Entering Passive Mode (192,0,2,77,15,6)").executing());
  }

  private static Topology.Builder network() {
    return Topology.builder().name("agreement").server(server -> server.tls(TlsMode.NONE));
  }

  private static Gateway.Builder nat() {
    return Gateway.builder().forwardControlPort().forwardPassivePorts();
  }

  private static List<ConnectionAttempt> attempts(FtpNat nat, Party origin) {
    return nat.trace().concluded().connectionAttempts(origin);
  }

  /** Has the server connect to the client's host, and says what became of that. */
  private static ConnectionAttempt active(FtpNat nat) throws IOException {
    try (RawControl control = RawControl.login(nat);
        ServerSocket listening = nat.serverSocketFactory().createServerSocket(0, 1)) {
      String own = control.socket().getLocalAddress().getHostAddress();
      int port = listening.getLocalPort();
      assertThat(
              control.command(
                  "PORT %s,%d,%d".formatted(own.replace('.', ','), port >> 8, port & 255)))
          .startsWith("200");
      assertThat(control.command("NLST")).startsWith("150");
      String ignored = control.reply();
    }
    return attempts(nat, Party.SERVER).get(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void nothingPrivateIsBehindANat64ToBeAccepted(Network network) throws IOException {
    Gateway nat64 = Gateway.builder().nat64().privateDestinations(Refusal.ACCEPT_AND_RESET).build();
    try (FtpNat nat = OnBoth.start(network().clientGateway(nat64).build(), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("NOOP")).startsWith("200");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aFirewallDropsAtItsClientsPortsThoughItAcceptsAtOtherAddresses(Network network)
      throws IOException {
    Gateway firewall = Gateway.firewall().privateDestinations(Refusal.ACCEPT_SILENTLY).build();
    try (FtpNat nat = OnBoth.start(network().clientGateway(firewall).build(), network)) {
      ConnectionAttempt attempt = active(nat);

      assertThat(attempt.outcome()).isEqualTo(Outcome.DROPPED);
      assertThat(attempt.reason()).isEqualTo(Reason.NOT_PERMITTED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatIsRefusedAnywayIsNotRefusedForWantOfRoom(Network network) throws IOException {
    Gateway firewall =
        Gateway.firewall().connectionLimit(1).unmappedPorts(Refusal.UNREACHABLE).build();
    try (FtpNat nat = OnBoth.start(network().clientGateway(firewall).build(), network)) {
      ConnectionAttempt attempt = active(nat);

      assertThat(attempt.reason()).isEqualTo(Reason.NOT_PERMITTED);
      assertThat(attempt.outcome()).isEqualTo(Outcome.UNREACHABLE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aFirewallBeforeTheServerLetsTheErrorsOfAnotherIn(Network network) throws IOException {
    Gateway before = Gateway.firewall().forwardControlPort().build();
    Gateway firewall = Gateway.firewall().unmappedPorts(Refusal.UNREACHABLE).build();
    try (FtpNat nat =
        OnBoth.start(network().serverGateway(before).clientGateway(firewall).build(), network)) {
      assertThat(active(nat).outcome()).as(nat.trace().toString()).isEqualTo(Outcome.UNREACHABLE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatIsUnreachableTakesRoomAllTheSame(Network network) throws IOException {
    Gateway nat = Gateway.builder().connectionLimit(2).build();
    Topology topology =
        network().clientGateway(nat).server(AgreementCasesTest::announcingNobody).build();
    try (FtpNat running = OnBoth.start(topology, network);
        RawControl control = RawControl.login(running)) {
      assertThat(control.command("PASV")).startsWith("227");
      assertThat(OnBoth.connect(NOBODY, 3846)).contains("No route to host");
      assertThat(OnBoth.connect(IpAddresses.of(running.host()), 3846)).contains("timed out");
      assertThat(attempts(running, Party.CLIENT).get(2).reason()).isEqualTo(Reason.TABLE_FULL);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anIpv4AddressThatAClientOfIpv6GoesToIsInTheRecord(Network network) throws IOException {
    Topology topology =
        network()
            .clientGateway(Gateway.builder().nat64().build())
            .server(AgreementCasesTest::announcingNobody)
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PASV")).startsWith("227");
      assertThat(OnBoth.connect(NOBODY, 3846)).contains("unreachable");
      assertThat(attempts(nat, Party.CLIENT))
          .last()
          .satisfies(
              attempt -> {
                assertThat(attempt.target().address()).isEqualTo(NOBODY);
                assertThat(attempt.reason()).isEqualTo(Reason.NO_ROUTE);
                assertThat(attempt.decidedBy()).isEqualTo(Party.CLIENT);
              });
    }
  }

  /**
   * The server names its own address, the ALG of the inner NAT that NAT's, which has no way back.
   */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anIpv4AddressThatAnAlgHasNamedIsInTheRecordToo(Network network) throws IOException {
    Topology topology =
        network()
            .clientGateway(Gateway.builder().nat64().build())
            .serverGateway(nat().alg(AlgBehavior.NETFILTER).build())
            .serverGateway(Gateway.builder().forward(Forward.ports(1, 65535)).build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      assertThatThrownBy(control::passive).hasMessageContaining("unreachable");
      InetAddress inner =
          nat.topology().serverGateways().get(0).publicAddress(AddressFamily.IPV4).orElseThrow();
      assertThat(attempts(nat, Party.CLIENT))
          .last()
          .satisfies(
              attempt -> {
                assertThat(attempt.target().address()).isEqualTo(inner);
                assertThat(attempt.reason()).isEqualTo(Reason.NO_ROUTE);
              });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatIsUnreachableBeyondANat64IsAnUnknownNetwork(Network network) throws IOException {
    Gateway nat64 =
        Gateway.builder().nat64().outgoingPorts(21).unmappedPorts(Refusal.UNREACHABLE).build();
    try (FtpNat nat = OnBoth.start(network().clientGateway(nat64).build(), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("EPSV")).startsWith("229");
      assertThat(OnBoth.connect(IpAddresses.of(nat.host()), 3846))
          .contains("Network is unreachable");
    }
  }

  /** On the simulated network a client's own address is 127.0.0.1, and TLS hides its PORT. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aServerNamesTheClientsAddressWhenItRefusesIt(Network network) throws IOException {
    for (ServerPersonality server :
        List.of(ServerPersonality.PYFTPDLIB_2, ServerPersonality.PURE_FTPD_1_0)) {
      Topology topology =
          Topology.builder()
              .name("agreement")
              .clientGateway(Gateway.builder().build())
              .server(it -> it.personality(server))
              .build();
      try (FtpNat nat = OnBoth.start(topology, network);
          RawControl control = RawControl.secured(nat)) {
        String own = control.socket().getLocalAddress().getHostAddress().replace('.', ',');
        assertThat(control.command("PORT " + own + ",200,10"))
            .startsWith("50")
            .contains(IpAddresses.text(OnBoth.client(nat)));
      }
    }
  }

  /** The same of one behind a NAT64, to a server that has no IPv6. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aServerOfIpv4NamesTheClientsAddressOfIpv6(Network network) throws IOException {
    Topology topology =
        Topology.builder()
            .name("agreement")
            .clientGateway(Gateway.builder().nat64().build())
            .server(it -> it.personality(ServerPersonality.PURE_FTPD_1_0))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.secured(nat)) {
      InetAddress local = control.socket().getLocalAddress();
      String own = local instanceof Inet6Address ? local.getHostAddress() : "::1";

      assertThat(control.command("EPRT |2|" + own + "|51210|"))
          .startsWith("500 I won't open a connection to ")
          .contains(OnBoth.client(nat).getHostAddress());
    }
  }

  /** Whoever came first, the client to the data connection or its command to the server. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aTransferIsAbortedAloudIfItsCommandCameDuringAHandshakeThatFails(Network network)
      throws IOException {
    Topology topology =
        Topology.builder()
            .name("agreement")
            .server(
                server ->
                    server
                        .personality(ServerPersonality.PYFTPDLIB_2)
                        .sessionReuse(SessionReuse.REQUIRED_ANY, ReuseRefusal.FILEZILLA_0_9))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.securedWithData(nat);
        Socket data = control.extendedPassive()) {
      for (int i = 0; i < 20; i++) {
        // Most likely it has accepted then: 125, and not 150.
        assertThat(control.command("NOOP")).startsWith("200");
      }
      assertThat(control.command("STOR up.csv")).startsWith("1");
      try {
        control.overTls(nat.clientSslContext(), data).getInputStream().read();
      } catch (IOException e) {
        // The refusal.
      }
      assertThat(control.reply()).startsWith("426");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aLongPassiveReplyHasTheServersAddress(Network network) throws IOException {
    Topology topology =
        network().ipv6().server(it -> it.personality(ServerPersonality.INETUTILS_2)).build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      StringBuilder octets = new StringBuilder();
      for (byte octet : OnBoth.server(nat).getAddress()) {
        octets.append(octet & 0xff).append(',');
      }
      assertThat(control.command("PASV")).contains("(6,16," + octets + "2,");
    }
  }

  /** Of netfilter's states, those count that are before TIME_WAIT and CLOSE. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatBothSidesHaveClosedMakesRoomAtOnce(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(withRoomFor(2), network);
        RawControl control = RawControl.login(nat)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      for (int i = 0; i < 5; i++) {
        assertThat(control.download("RETR report.csv")).isEqualTo("a;b");
      }
      assertThat(nat.trace().concluded().hasFailed()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatOneSideHasClosedTakesRoomUntilItIsReset(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(withRoomFor(2), network);
        RawControl control = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("large.bin"), new byte[40_000_000]);
      InetAddress server = IpAddresses.of(nat.host());
      try (Socket data = control.extendedPassive()) {
        assertThat(control.command("RETR large.bin")).startsWith("150");
        assertThat(data.getInputStream().read()).isZero();
        data.shutdownOutput();
        assertThat(OnBoth.connect(server, nat.port())).contains("timed out");
        data.setSoLinger(true, 0);
      }
      assertThat(control.reply()).startsWith("4");
      assertThat(OnBoth.connect(server, nat.port())).isEqualTo("established");
      assertThat(attempts(nat, Party.CLIENT))
          .extracting(ConnectionAttempt::reason)
          .containsExactly(Reason.LISTENING, Reason.LISTENING, Reason.TABLE_FULL, Reason.LISTENING);
    }
  }

  /**
   * The kernel looks at most once a tick, which is 4 ms, which of those it counts are closed. So a
   * SYN that comes in the same is dropped, and the next isn't.
   */
  @Test
  void whatGetsInWhenItsSynIsRepeatedIsEstablishedInTheRecord() throws Exception {
    Topology topology = withRoomFor(2).toBuilder().connectGiveUp(Duration.ofSeconds(30)).build();
    try (FtpNat nat = OnBoth.start(topology, Network.KERNEL);
        RawControl control = RawControl.login(nat)) {
      InetAddress server = IpAddresses.of(nat.host());
      AtomicReference<String> told = new AtomicReference<>();
      Thread later = new Thread(() -> told.set(patiently(server, nat.port())));
      try (Socket data = control.extendedPassive()) {
        later.start();
        long begin = System.nanoTime();
        while (attempts(nat, Party.CLIENT).size() < 3
            && System.nanoTime() - begin < Duration.ofSeconds(20).toNanos()) {
          Thread.onSpinWait();
        }
        assertThat(attempts(nat, Party.CLIENT).get(2).reason()).isEqualTo(Reason.TABLE_FULL);
        data.setSoLinger(true, 0);
      }
      later.join(Duration.ofSeconds(40).toMillis());

      assertThat(told).hasValue("established");
      assertThat(attempts(nat, Party.CLIENT)).hasSize(3);
      assertThat(attempts(nat, Party.CLIENT).get(2))
          .satisfies(
              attempt -> {
                assertThat(attempt.reason()).isEqualTo(Reason.LISTENING);
                assertThat(attempt.waited().orElseThrow()).isGreaterThan(Duration.ofMillis(900));
              });
    }
  }

  private static String patiently(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 30_000);
      return "established";
    } catch (IOException e) {
      return OnBoth.describe(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatComesToAPinholeIsRefusedForWantOfRoom(Network network) throws IOException {
    for (Gateway.Builder gateway : List.of(Gateway.builder(), Gateway.firewall())) {
      Gateway full = gateway.alg(AlgBehavior.NETFILTER).connectionLimit(1).build();
      try (FtpNat nat = OnBoth.start(network().clientGateway(full).build(), network)) {
        ConnectionAttempt attempt = active(nat);

        assertThat(attempt.outcome()).isEqualTo(Outcome.DROPPED);
        assertThat(attempt.reason()).as(nat.trace().toString()).isEqualTo(Reason.TABLE_FULL);
      }
    }
  }

  private static Topology withRoomFor(int connections) {
    return network().clientGateway(nat().connectionLimit(connections).build()).build();
  }

  /** Linux tells it when it repeats the SYN, after a second, which is when this server gives up. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aServerHearsThatAnIpv6AddressIsUnreachable(Network network) throws IOException {
    Gateway firewall = Gateway.firewall().unmappedPorts(Refusal.UNREACHABLE).build();
    Topology topology =
        network()
            .ipv6()
            .serverGateway(nat().build())
            .clientGateway(firewall)
            .server(it -> it.personality(ServerPersonality.INETUTILS_2))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat);
        ServerSocket listening = nat.serverSocketFactory().createServerSocket(0, 1)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      String own = IpAddresses.text(OnBoth.client(nat));
      assertThat(control.command("EPRT |2|%s|%d|".formatted(own, listening.getLocalPort())))
          .startsWith("200");
      assertThat(control.command("NLST")).startsWith("425").contains("No route to host");
    }
  }
}
