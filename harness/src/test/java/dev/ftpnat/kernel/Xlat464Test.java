package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that has IPv4 by a CLAT, which a NAT64 further out makes IPv4 of again. */
class Xlat464Test {

  private static Topology.Builder xlat(Gateway.Builder nat64) {
    return Topology.builder()
        .name("464XLAT")
        .clientGateway(Gateway.builder().clat().build())
        .clientGateway(nat64.build());
  }

  private static Topology.Builder xlat() {
    return xlat(Gateway.builder().nat64());
  }

  private static String list(RawControl control, Socket data) throws IOException {
    try (data) {
      assertThat(control.command("LIST")).startsWith("150 ");
      data.setSoTimeout(5000);
      assertThat(data.getInputStream().readAllBytes()).isNotNull();
      return control.reply();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void aProgramOfIpv4GetsThrough(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(xlat().build(), network);
        RawControl control = RawControl.login(nat)) {
      InetAddress server = OnBoth.server(nat);
      assertThat(nat.host()).isEqualTo(IpAddresses.text(server));
      assertThat(nat.host(AddressFamily.IPV6)).startsWith("64:ff9b::");
      assertThat(nat.topology().clientAddress()).contains(IpAddresses.of("192.0.0.2"));
      assertThat(list(control, control.passive())).startsWith("226 ");
      assertThat(list(control, control.extendedPassive())).startsWith("226 ");

      Gateway clat = nat.topology().gateways().get(0);
      Gateway nat64 = nat.topology().gateways().get(1);
      assertThat(clat.name()).contains("client CLAT");
      assertThat(nat.trace().only(ConnectionAttempt.class))
          .hasSize(3)
          .allSatisfy(
              attempt -> {
                assertThat(attempt.source().address()).isEqualTo(IpAddresses.of("192.0.0.2"));
                assertThat(attempt.target().address()).isEqualTo(server);
                assertThat(attempt.hops())
                    .extracting(Hop::reason)
                    .containsExactly(Reason.TRANSLATED, Reason.MASQUERADED);
                Hop first = attempt.hops().get(0);
                assertThat(first.translatedSource().address())
                    .isEqualTo(clat.publicAddress().orElseThrow());
                assertThat(first.translatedSource().port()).isEqualTo(attempt.source().port());
                assertThat(IpAddresses.text(first.translatedTarget().address()))
                    .isEqualTo(nat.host(AddressFamily.IPV6));
                assertThat(attempt.hops().get(1).translatedSource().address())
                    .isEqualTo(nat64.publicAddress().orElseThrow());
              });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void aProgramOfIpv6GetsThroughAsWithoutIt(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(xlat().build(), network);
        RawControl control = RawControl.login(nat, nat.host(AddressFamily.IPV6))) {
      assertThat(list(control, control.extendedPassive())).startsWith("226 ");
      assertThat(nat.trace().only(ConnectionAttempt.class))
          .hasSize(2)
          .allSatisfy(
              attempt -> {
                assertThat(attempt.source().address())
                    .isEqualTo(nat.topology().clientAddress(AddressFamily.IPV6).orElseThrow());
                assertThat(attempt.hops())
                    .extracting(Hop::reason)
                    .containsExactly(Reason.PERMITTED, Reason.MASQUERADED);
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, 2001:db8:64::/96",
    "SIMULATED, 2001:db8:64::/48",
    "KERNEL, 2001:db8:64::/96",
    "KERNEL, 2001:db8:64::/48"
  })
  void ofAnyPrefixAndMuchData(Network network, String prefix) throws Exception {
    try (FtpNat nat = OnBoth.start(xlat(Gateway.builder().nat64(prefix)).build(), network);
        RawControl control = RawControl.login(nat)) {
      byte[] much = new byte[300_000];
      Arrays.fill(much, (byte) 'a');
      Files.write(nat.serverDirectory().resolve("much"), much);
      try (Socket data = control.passive()) {
        assertThat(control.command("RETR much")).startsWith("150 ");
        data.setSoTimeout(5000);
        assertThat(data.getInputStream().readAllBytes()).isEqualTo(much);
        assertThat(control.reply()).startsWith("226 ");
      }
      try (Socket data = control.passive()) {
        assertThat(control.command("STOR back")).startsWith("150 ");
        data.getOutputStream().write(much);
      }
      assertThat(control.reply()).startsWith("226 ");
      assertThat(Files.readAllBytes(nat.serverDirectory().resolve("back"))).isEqualTo(much);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void theServerCantReachTheAddressInPort(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(xlat().build(), network);
        RawControl control = RawControl.login(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      int port = listener.getLocalPort();
      assertThat(control.command("PORT 192,0,0,2,%d,%d".formatted(port / 256, port % 256)))
          .startsWith("200 ");
      assertThat(control.command("LIST")).startsWith("150 ");
      assertThat(control.reply()).startsWith("425 ");
      ConnectionAttempt failed = nat.trace().only(ConnectionAttempt.class).get(1);
      assertThat(failed.reason()).isEqualTo(Reason.NO_ROUTE);
      assertThat(failed.target().address()).isEqualTo(IpAddresses.of("192.0.0.2"));

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.PRIVATE_ADDRESS_IN_PORT);
      assertThat(diagnosis.sentence())
          .contains("192.0.0.2")
          .contains("private to the network behind client CLAT");
      assertThat(diagnosis.waysOut())
          .extracting(WayOut::kind)
          .contains(WayOut.Kind.USE_EPSV, WayOut.Kind.USE_PASV)
          .doesNotContain(WayOut.Kind.TURN_ON_ALG);
      assertThat(nat.trace().ladder().toString())
          .contains("client CLAT")
          .contains("to [64:ff9b::", clat6(nat));
    }
  }

  private static String clat6(FtpNat nat) {
    return IpAddresses.text(nat.topology().clat().orElseThrow().publicAddress().orElseThrow());
  }

  /** The data connection that the server makes when told to go to this endpoint. */
  private static ConnectionAttempt active(
      FtpNat nat, RawControl control, String address, ServerSocket listener) throws IOException {
    assertThat(control.command("EPRT |1|%s|%d|".formatted(address, listener.getLocalPort())))
        .startsWith("200 ");
    assertThat(control.command("LIST")).startsWith("150 ");
    listener.setSoTimeout(5000);
    try (Socket data = listener.accept()) {
      assertThat(data.getInputStream().readAllBytes()).isNotNull();
    }
    assertThat(control.reply()).startsWith("226 ");
    return nat.trace().connectionAttempts().get(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void whatTheNat64ForwardsComesThroughTheClat(Network network) throws Exception {
    Topology forwarding =
        xlat(Gateway.builder().nat64().forward(Forward.ports(10_000, 65_535))).build();
    try (FtpNat nat = OnBoth.start(forwarding, network);
        RawControl control = RawControl.login(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      String address =
          IpAddresses.text(nat.topology().gateways().get(1).publicAddress().orElseThrow());
      ConnectionAttempt data = active(nat, control, address, listener);

      assertThat(data.hops())
          .extracting(Hop::reason)
          .containsExactly(Reason.FORWARDED, Reason.TRANSLATED);
      assertThat(data.arrivesAt().address()).isEqualTo(OnBoth.client(nat));
      assertThat(data.seenSource().address()).isEqualTo(OnBoth.server(nat));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void otherGatewaysStandBetweenAndBeyond(Network network) throws Exception {
    Topology all =
        Topology.builder()
            .name("all")
            .clientAddress("192.0.0.5")
            .clientGateway(Gateway.builder().clat().build())
            .clientGateway(Gateway.firewall().build())
            .clientGateway(Gateway.builder().build())
            .clientGateway(Gateway.builder().nat64().build())
            .clientGateway(Gateway.builder().build())
            .serverGateway(Gateway.builder().forwardControlPort().forwardPassivePorts().build())
            .build();
    try (FtpNat nat = OnBoth.start(all, network)) {
      for (AddressFamily family : AddressFamily.values()) {
        try (RawControl control = RawControl.login(nat, nat.host(family))) {
          assertThat(list(control, control.extendedPassive())).startsWith("226 ");
        }
      }
      assertThat(nat.trace().connectionAttempts())
          .allSatisfy(attempt -> assertThat(attempt.hops()).hasSize(6));
      assertThat(nat.topology().clientAddress()).contains(IpAddresses.of("192.0.0.5"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void exceptionsAreThoseOfAnyWay(Network network) throws Exception {
    Topology closed =
        xlat()
            .server(server -> server.passivePorts(3846, 3855))
            .connectGiveUp(Duration.ofSeconds(3))
            .build();
    try (FtpNat nat = OnBoth.start(closed, network)) {
      assertThat(OnBoth.connect(OnBoth.server(nat), 3846))
          .isEqualTo("ConnectException: Connection refused");
      assertThat(OnBoth.connect(IpAddresses.of("198.51.100.99"), 21))
          .isEqualTo("NoRouteToHostException: No route to host");
      assertThat(OnBoth.connect(IpAddresses.of("192.0.0.6"), 21))
          .isEqualTo("NoRouteToHostException: No route to host");
      assertThat(OnBoth.connect(IpAddresses.of("192.0.0.2"), 4711)).endsWith("Connection refused");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void underTlsNothingIsDifferent(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(xlat().build(), network);
        RawControl control = RawControl.secured(nat)) {
      assertThat(list(control, control.passive())).startsWith("226 ");
    }
  }

  @Test
  void theAlgBehindKnowsNothingOfIpv4Programs() throws Exception {
    try (FtpNat nat =
            FtpNat.start(xlat(Gateway.builder().nat64().alg(AlgBehavior.RFC_6384)).build());
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("ALGS STATUS64")).isEqualTo("216 EPSVEPRT");
      assertThat(list(control, control.passive())).startsWith("226 ");
      assertThat(list(control, control.extendedPassive())).startsWith("226 ");
      assertThat(control.command("EPRT |1|192.0.0.2|4711|")).startsWith("200 ");
      assertThat(control.command("LIST")).startsWith("150 ");
      assertThat(control.reply()).startsWith("425 ");
    }
  }

  @Test
  void theAlgBehindServesProgramsOfIpv6() throws Exception {
    try (FtpNat nat =
            FtpNat.start(xlat(Gateway.builder().nat64().alg(AlgBehavior.RFC_6384)).build());
        RawControl control = RawControl.login(nat, nat.host(AddressFamily.IPV6));
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      String own = IpAddresses.text(nat.topology().clientAddress(AddressFamily.IPV6).orElseThrow());
      assertThat(control.command("EPRT |2|%s|%d|".formatted(own, listener.getLocalPort())))
          .startsWith("200 ");
      assertThat(control.command("LIST")).startsWith("150 ");
      listener.setSoTimeout(5000);
      try (Socket data = listener.accept()) {
        assertThat(data.getInputStream().readAllBytes()).isNotNull();
      }
      assertThat(control.reply()).startsWith("226 ");
      assertThat(nat.trace().connectionAttempts().get(1).hops())
          .extracting(Hop::reason)
          .containsExactly(Reason.PINHOLE, Reason.PERMITTED);
    }
  }

  @Test
  void whatAProgramOfIpv6AsksForIsIpv6ToTheServer() throws Exception {
    try (FtpNat nat = FtpNat.start(xlat().build());
        RawControl control = RawControl.login(nat, nat.host(AddressFamily.IPV6))) {
      assertThat(control.command("EPRT |2|2001:db8::9|4000|")).startsWith("522 ");
      control.command("QUIT");

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.OTHER_FAMILY_REQUESTED);
      assertThat(diagnosis.waysOut())
          .extracting(WayOut::kind)
          .contains(WayOut.Kind.USE_EPSV)
          .doesNotContain(WayOut.Kind.USE_EPRT);
    }
  }

  @ParameterizedTest
  @CsvSource({"IPV4, PASV", "IPV4, EPSV", "IPV6, EPSV", "IPV6, PASV"})
  void aPortThatIsOpenAndUnusedIsTheClientsAffair(AddressFamily family, String command)
      throws Exception {
    try (FtpNat nat = FtpNat.start(xlat().build());
        RawControl control = RawControl.login(nat, nat.host(family))) {
      assertThat(control.command(command)).startsWith("22");
      control.command("QUIT");

      assertThat(nat.trace().diagnosis().orElseThrow().cause())
          .isEqualTo(Cause.CLIENT_IGNORED_REPLY);
    }
  }

  @ParameterizedTest
  @CsvSource({"PASV, PORT", "EPSV, EPRT"})
  void whatIsRefusedLeavesTheOtherPassiveMode(String passive, String active) throws Exception {
    Topology refusing = xlat().server(server -> server.refuse(passive, active)).build();
    try (FtpNat nat = FtpNat.start(refusing);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command(passive)).startsWith("502 ");
      control.command("QUIT");

      assertThat(nat.trace().diagnosis().orElseThrow().waysOut())
          .extracting(WayOut::kind)
          .contains(passive.equals("PASV") ? WayOut.Kind.USE_EPSV : WayOut.Kind.USE_PASV)
          .doesNotContain(WayOut.Kind.USE_PORT, WayOut.Kind.USE_EPRT);
    }
  }

  @Test
  void environmentsSideBySideHaveTheSameIpv4Address() throws Exception {
    try (FtpNat one = FtpNat.start(xlat().build());
        FtpNat two = FtpNat.start(xlat().build());
        RawControl first = RawControl.login(one);
        RawControl second = RawControl.login(two)) {
      assertThat(OnBoth.client(one)).isEqualTo(OnBoth.client(two));
      assertThat(clat6(one)).isNotEqualTo(clat6(two));
      assertThat(list(first, first.passive())).startsWith("226 ");
      assertThat(list(second, second.passive())).startsWith("226 ");
    }
  }

  @Test
  void theClatKeepsNothingThatItCouldForget() throws Exception {
    try (FtpNat nat = FtpNat.start(xlat(Gateway.builder().nat64()).build());
        RawControl control = RawControl.login(nat)) {
      nat.gateway("client CLAT").reboot();
      nat.gateway("client CLAT").expireIdleMappings();
      assertThat(control.command("NOOP")).startsWith("200 ");
      nat.advance(Duration.ofHours(1));
      assertThat(control.command("NOOP")).startsWith("200 ");
      assertThatThrownBy(() -> nat.gateway("client CLAT").changePublicAddress("2001:db8:4711::1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the address of a CLAT stays");
    }
  }

  @Test
  void addressesMayBePinned() throws Exception {
    Topology pinned =
        Topology.builder()
            .clientAddress("192.0.0.1")
            .clientAddress("2001:db8:78::9")
            .clientGateway(Gateway.builder().clat().publicAddress("2001:db8:78::464").build())
            .clientGateway(Gateway.builder().nat64().build())
            .build();
    try (FtpNat nat = FtpNat.start(pinned);
        RawControl control = RawControl.login(nat)) {
      assertThat(list(control, control.passive())).startsWith("226 ");
      assertThat(clat6(nat)).isEqualTo("2001:db8:78::464");
      assertThat(nat.topology().clientAddress(AddressFamily.IPV6))
          .contains(IpAddresses.of("2001:db8:78::9"));
    }
  }

  @Test
  void theClatIsBesideAClientThatIsPinnedAlone() throws Exception {
    Topology pinned =
        Topology.builder()
            .clientAddress("2001:db8:79::2")
            .clientGateway(Gateway.builder().clat().build())
            .clientGateway(Gateway.builder().nat64().build())
            .build();
    try (FtpNat nat = FtpNat.start(pinned)) {
      assertThat(clat6(nat)).isEqualTo("2001:db8:79::3");
    }
  }
}
