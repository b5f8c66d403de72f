package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Nat64Prefix;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A client of IPv6 and a server of IPv4 with a NAT64 between them. */
class Nat64Test {

  private static final String OWN_PREFIX = "2001:db8:64::/96";

  private static Topology.Builder behind(Gateway.Builder nat64) {
    return Topology.builder().name("nat64").clientGateway(nat64.build());
  }

  private static Gateway.Builder nat64() {
    return Gateway.builder().nat64();
  }

  /** A listing over the port that a reply to EPSV names. */
  private static String passive(RawControl control) throws IOException {
    try (Socket data = control.extendedPassive()) {
      assertThat(control.command("LIST")).startsWith("150 ");
      assertThat(data.getInputStream().readAllBytes()).isNotNull();
      return control.reply();
    }
  }

  private static String eprt(FtpNat nat, ServerSocket listener) {
    return "EPRT |2|%s|%d|"
        .formatted(
            IpAddresses.text(nat.topology().clientAddress().orElseThrow()),
            listener.getLocalPort());
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void epsvWorksWithoutAnAlg(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(behind(nat64()).build(), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).startsWith("226 ");
      assertThat(nat.host()).startsWith("64:ff9b::");
      InetAddress server = nat.topology().server().address().orElseThrow();
      assertThat(nat.host()).isEqualTo(IpAddresses.text(Nat64Prefix.WELL_KNOWN.embed(server)));
      assertThat(nat.host(AddressFamily.IPV4)).isEqualTo(IpAddresses.text(server));
      assertThat(nat.host(AddressFamily.IPV6)).isEqualTo(nat.host());
      Gateway gateway = nat.gateways().size() == 1 ? nat.topology().gateways().get(0) : null;
      assertThat(nat.trace().only(ConnectionAttempt.class))
          .hasSize(2)
          .allSatisfy(
              attempt -> {
                assertThat(AddressFamily.of(attempt.source().address()))
                    .isEqualTo(AddressFamily.IPV6);
                assertThat(attempt.target().address()).isEqualTo(IpAddresses.of(nat.host()));
                assertThat(attempt.hops())
                    .singleElement()
                    .satisfies(
                        hop -> {
                          assertThat(hop.reason()).isEqualTo(Reason.MASQUERADED);
                          assertThat(hop.translatedTarget().address()).isEqualTo(server);
                          assertThat(hop.translatedSource().address())
                              .isEqualTo(gateway.publicAddress().orElseThrow());
                        });
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, 64:ff9b::/96", "SIMULATED, 2001:db8::/32", "SIMULATED, 2001:db8:64::/40",
    "SIMULATED, 2001:db8:64::/48", "SIMULATED, 2001:db8:64:100::/56", "SIMULATED, 2001:db8:64::/64",
    "KERNEL, 2001:db8:64::/96", "KERNEL, 2001:db8:64::/48"
  })
  void ofAnyPrefix(Network network, String prefix) throws Exception {
    String unused = prefix.equals("2001:db8:64::/40") ? "2001:db8::/40" : prefix;
    try (FtpNat nat = OnBoth.start(behind(nat64().nat64(unused)).build(), network);
        RawControl control = RawControl.login(nat)) {
      assertThat(Nat64Prefix.of(unused).extract(IpAddresses.of(nat.host())))
          .isEqualTo(nat.topology().server().address());
      assertThat(passive(control)).startsWith("226 ");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void theServerSeesTheNat64AndRefusesWhatIsOfIpv6(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(behind(nat64()).build(), network);
        RawControl control = RawControl.login(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      assertThat(control.command(eprt(nat, listener))).startsWith("522 ").contains("(1)");
      assertThat(control.command("EPSV 2")).startsWith("522 ").contains("(1)");
      assertThat(control.command("EPSV 1")).startsWith("229 ");
      assertThat(control.command("PASV"))
          .startsWith("227 ")
          .contains(
              IpAddresses.text(nat.topology().server().address().orElseThrow()).replace('.', ','));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void anIpv4AddressIsNoneThatTheClientReaches(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(behind(nat64()).build(), network);
        RawControl control = RawControl.login(nat)) {
      assertThatThrownBy(control::passive)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("Network is unreachable");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void aServerBehindANatIsReachedThroughBoth(Network network) throws Exception {
    Topology both =
        behind(nat64())
            .serverGateway(Gateway.builder().forwardControlPort().forwardPassivePorts().build())
            .build();
    try (FtpNat nat = OnBoth.start(both, network);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).startsWith("226 ");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void gatewaysOfEitherFamilyStandBehindAndBeforeIt(Network network) throws Exception {
    Topology three =
        Topology.builder()
            .name("three")
            .clientGateway(Gateway.firewall().build())
            .clientGateway(nat64().insideNetwork("2001:db8:99::/64").build())
            .clientGateway(Gateway.builder().build())
            .clientAddress("2001:db8:99::9")
            .build();
    try (FtpNat nat = OnBoth.start(three, network);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).startsWith("226 ");
      assertThat(nat.trace().connectionAttempts().get(0).hops()).hasSize(3);
      assertThat(nat.topology().clientAddress()).contains(IpAddresses.of("2001:db8:99::9"));
    }
  }

  @Test
  void theClientIsInThePinnedNetworkBehindIt() throws Exception {
    try (FtpNat nat = FtpNat.start(behind(nat64().insideNetwork("2001:db8:98::/64")).build())) {
      assertThat(nat.topology().clientAddress()).contains(IpAddresses.of("2001:db8:98::2"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void whatItForgetsItForgetsOnBothSides(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(behind(nat64()).build(), network);
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout(500);
      nat.gateway().reboot();
      control.send("NOOP\r\n");

      assertThatThrownBy(control::reply).isInstanceOf(IOException.class);
    }
  }

  // The ALG -----------------------------------------------------------------------------------

  @Test
  void theAlgMakesPasvOfEpsvAndPortOfEprt() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.NAT64_ALG);
        RawControl control = RawControl.login(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      assertThat(control.command("ALGS STATUS64")).isEqualTo("216 EPSVEPRT");
      assertThat(passive(control)).startsWith("226 ");
      assertThat(control.command("EPSV 2")).startsWith("229 ");
      assertThat(control.command("EPSV ALL")).startsWith("504 ");
      listener.setSoTimeout(5000);
      assertThat(control.command(eprt(nat, listener))).startsWith("200 ");
      assertThat(control.command("LIST")).startsWith("150 ");
      try (Socket data = listener.accept()) {
        assertThat(data.getInetAddress()).isEqualTo(IpAddresses.of(nat.host()));
        assertThat(data.getInputStream().readAllBytes()).isNotNull();
      }
      assertThat(control.reply()).startsWith("226 ");
    }
  }

  @Test
  void withTheAlgAServerWithoutEpsvWorks() throws Exception {
    Topology old =
        behind(nat64().alg(AlgBehavior.RFC_6384))
            .server(server -> server.refuse("EPSV").refuse("EPRT"))
            .build();
    try (FtpNat nat = FtpNat.start(old);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).startsWith("226 ");
    }
  }

  /** RFC 6384 section 12. */
  @Test
  void aServerWithoutNoopLosesAClientThatTheAlgAnswers() throws Exception {
    Topology without =
        behind(nat64().alg(AlgBehavior.RFC_6384)).server(server -> server.refuse("NOOP")).build();
    try (FtpNat nat = FtpNat.start(without);
        RawControl control = RawControl.login(nat)) {
      assertThat(passive(control)).startsWith("226 ");
      assertThatThrownBy(() -> control.command("ALGS STATUS64")).isInstanceOf(IOException.class);
      assertThat(nat.trace().diagnosis().toString()).contains("isn't the 200", "leave out");
    }
  }

  @Test
  void underTlsTheAlgReadsNothing() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.NAT64_ALG);
        RawControl control = RawControl.secured(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      assertThat(control.command("ALGS STATUS64")).startsWith("500 ");
      assertThat(passive(control)).startsWith("226 ");
      assertThat(control.command(eprt(nat, listener))).startsWith("522 ").contains("(1)");
    }
  }

  // Addresses ---------------------------------------------------------------------------------

  @Test
  void environmentsSideBySideShareThePrefix() throws Exception {
    try (FtpNat one = FtpNat.start(Scenario.NAT64);
        FtpNat two = FtpNat.start(Scenario.NAT64);
        RawControl first = RawControl.login(one);
        RawControl second = RawControl.login(two)) {
      assertThat(one.host()).isNotEqualTo(two.host());
      assertThat(passive(first)).startsWith("226 ");
      assertThat(passive(second)).startsWith("226 ");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void nothingBelowThePrefixLeadsOut(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(behind(nat64()).build(), network);
        Socket socket = new Socket()) {
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress("64:ff9b::808:808", 21), 2000))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("unreachable");
      assertThat(nat.trace().only(ConnectionAttempt.class))
          .singleElement()
          .satisfies(attempt -> assertThat(attempt.reason()).isEqualTo(Reason.NO_ROUTE));
    }
  }

  /** DNS64, RFC 6147, for clients that can be given a resolver. */
  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void namesHaveSynthesizedAddresses(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(behind(nat64()).build(), network)) {
      assertThat(nat.resolve(nat.hostName())).first().isEqualTo(IpAddresses.of(nat.host()));
      assertThat(nat.resolve("ipv4only.arpa")).contains(IpAddresses.of("64:ff9b::c000:aa"));
    }
  }

  @Test
  void pinnedAddressesAreKept() throws Exception {
    Topology pinned =
        Topology.builder()
            .clientAddress("2001:db8:77::2")
            .clientGateway(
                Gateway.builder()
                    .nat64(OWN_PREFIX)
                    .publicAddress("198.51.100.77")
                    .forward(Forward.ports(8000, 8009))
                    .build())
            .server(server -> server.address("203.0.113.77"))
            .build();
    try (FtpNat nat = FtpNat.start(pinned);
        RawControl control = RawControl.login(nat)) {
      assertThat(nat.host()).isEqualTo("2001:db8:64::cb00:714d");
      assertThat(passive(control)).startsWith("226 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.2 | 198.51.100.7 | 203.0.113.2 is pinned on the client's side",
        "2001:db8::2 | 2001:db8::7 | 2001:db8::7 is pinned on the server's side"
      })
  void insideThereIsIpv6AndOutsideIpv4(String client, String gateway, String message) {
    Topology.Builder topology =
        Topology.builder()
            .clientAddress(client)
            .clientGateway(nat64().publicAddress(gateway).build());

    assertThatThrownBy(topology::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void oneNat64StandsBeforeTheClient() {
    assertThatThrownBy(() -> behind(nat64()).clientGateway(nat64().build()).build())
        .hasMessageContaining("two NAT64s");
    assertThatThrownBy(() -> Topology.builder().serverGateway(nat64().build()).build())
        .hasMessageContaining("before the client");
    assertThatThrownBy(() -> behind(nat64()).dualStack().build())
        .hasMessageContaining("IPv6 alone");
    assertThatThrownBy(() -> behind(nat64()).ipv6().build()).hasMessageContaining("IPv4 alone");
    assertThatThrownBy(() -> behind(nat64()).about(AddressFamily.IPV4).build())
        .hasMessageContaining("IPv4 alone");
  }

  /** All below the well-known prefix: which of them is meant depends on who connects. */
  @Test
  void severalWithOnePrefixOnBothNetworks() throws Exception {
    Topology topology = behind(nat64()).build();
    String nobody = IpAddresses.text(Nat64Prefix.WELL_KNOWN.embed(IpAddresses.of("192.0.2.1")));
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    elsewhere.submit(() -> {}).get();
    try (FtpNat simulated = OnBoth.start(topology, Network.SIMULATED);
        FtpNat first = OnBoth.start(topology, Network.KERNEL);
        FtpNat second = OnBoth.start(topology, Network.KERNEL);
        RawControl control = RawControl.login(second)) {
      assertThat(passive(control)).startsWith("226 ");
      assertThatThrownBy(() -> connect(nobody)).isInstanceOf(SocketException.class);
      assertThat(elsewhere.submit(() -> listing(simulated)).get()).startsWith("226 ");
      assertThat(connectsTo(simulated)).hasSize(2);
      assertThat(connectsTo(first)).isEmpty();
      assertThat(connectsTo(second))
          .extracting(IpAddresses::text)
          .containsExactly(second.host(), second.host(), nobody);
    } finally {
      elsewhere.shutdown();
    }
  }

  private static String listing(FtpNat nat) throws Exception {
    try (RawControl control = RawControl.login(nat)) {
      return passive(control);
    }
  }

  private static List<InetAddress> connectsTo(FtpNat nat) {
    return nat.trace().only(ConnectionAttempt.class).stream()
        .map(attempt -> attempt.target().address())
        .toList();
  }

  private static void connect(String address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, 21), OnBoth.CONNECT_MILLIS);
    }
  }
}
