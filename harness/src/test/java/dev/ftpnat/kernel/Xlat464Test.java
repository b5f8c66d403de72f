package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
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
      int port = Integer.parseInt(control.command("EPSV").split("\\|")[3]);
      Socket data = new Socket();
      data.connect(
          new InetSocketAddress(control.socket().getInetAddress(), port), OnBoth.CONNECT_MILLIS);
      assertThat(list(control, data)).startsWith("226 ");
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
      java.util.Arrays.fill(much, (byte) 'a');
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
      System.out.println(nat.trace().diagnosis());
    }
  }
}
