package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which addresses names have on a network, and that nobody outside is asked for them. */
class NameServersTest {

  private static final String IPV4_ONLY = "ipv4only.arpa";

  private static List<String> resolved(FtpNat nat, String name) throws UnknownHostException {
    return nat.resolve(name).stream().map(IpAddresses::text).toList();
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void theServersNameHasTheAddressThatClientsReachItAt(Scenario scenario) throws IOException {
    try (FtpNat nat = FtpNat.start(scenario)) {
      assertThat(resolved(nat, nat.hostName())).first().isEqualTo(nat.host());
    }
  }

  /** RFC 6147 section 5.1: made of the A record, which is there as well. */
  @Test
  void behindANat64TheServersAddressIsSynthesized() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.NAT64)) {
      String ipv4 = nat.host(AddressFamily.IPV4);
      assertThat(nat.host()).startsWith("64:ff9b::");
      assertThat(resolved(nat, nat.hostName())).containsExactly(nat.host(), ipv4);
      assertThat(resolved(nat, nat.hostName().toUpperCase(Locale.ROOT) + "."))
          .containsExactly(nat.host(), ipv4);
    }
  }

  @Test
  void behindANat64ClientsGetThereByName() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.NAT64);
        Socket socket = new Socket(nat.socksProxy())) {
      socket.connect(InetSocketAddress.createUnresolved(nat.hostName(), nat.port()));
      assertThat(socket.getInputStream().read()).isEqualTo('2');
      assertThat(nat.trace().only(ConnectionAttempt.class))
          .singleElement()
          .satisfies(
              attempt ->
                  assertThat(IpAddresses.text(attempt.target().address())).isEqualTo(nat.host()));
    }
  }

  /** RFC 7050 section 3. */
  @Test
  void clientsFindOutThePrefixOfTheirNat64() throws IOException {
    Topology own =
        Topology.builder()
            .clientGateway(Gateway.builder().nat64("2001:db8:64::/96").build())
            .build();
    try (FtpNat wellKnown = FtpNat.start(Scenario.NAT64);
        FtpNat other = FtpNat.start(own)) {
      assertThat(resolved(wellKnown, IPV4_ONLY))
          .containsExactly("64:ff9b::c000:aa", "64:ff9b::c000:ab", "192.0.0.170", "192.0.0.171");
      assertThat(resolved(other, IPV4_ONLY))
          .startsWith("2001:db8:64::c000:aa", "2001:db8:64::c000:ab");
    }
  }

  @Test
  void aClientWithAClatHasIpv4First() throws IOException {
    Topology clat =
        Topology.builder()
            .clientGateway(Gateway.builder().clat().build())
            .clientGateway(Gateway.builder().nat64().build())
            .build();
    try (FtpNat nat = FtpNat.start(clat)) {
      assertThat(resolved(nat, nat.hostName()))
          .containsExactly(nat.host(), nat.host(AddressFamily.IPV6));
      assertThat(resolved(nat, IPV4_ONLY))
          .containsExactly("192.0.0.170", "192.0.0.171", "64:ff9b::c000:aa", "64:ff9b::c000:ab");
    }
  }

  @Test
  void withoutANat64NothingIsSynthesized() throws IOException {
    try (FtpNat ipv4 = FtpNat.start(Scenario.DIRECT);
        FtpNat ipv6 = FtpNat.start(Scenario.IPV6_ONLY);
        FtpNat both = FtpNat.start(Topology.builder().dualStack().build())) {
      for (FtpNat nat : List.of(ipv4, ipv6, both)) {
        assertThat(resolved(nat, IPV4_ONLY)).containsExactly("192.0.0.170", "192.0.0.171");
      }
      assertThat(resolved(ipv6, ipv6.hostName())).containsExactly(ipv6.host());
      assertThat(resolved(both, both.hostName()))
          .containsExactly(both.host(AddressFamily.IPV6), both.host(AddressFamily.IPV4));
    }
  }

  @Test
  void whoGoesToTheWellKnownNameStaysOnTheNetwork() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.NAT64);
        Socket socket = new Socket(nat.socksProxy())) {
      assertThatThrownBy(
              () -> socket.connect(InetSocketAddress.createUnresolved(IPV4_ONLY, nat.port())))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> new URL("ftp://" + IPV4_ONLY + ":" + nat.port() + "/a").openStream())
          .isInstanceOf(IOException.class);
      assertThat(nat.trace().only(ConnectionAttempt.class))
          .hasSize(2)
          .allSatisfy(
              attempt -> {
                assertThat(IpAddresses.text(attempt.target().address()))
                    .isEqualTo("64:ff9b::c000:aa");
                assertThat(attempt.reason()).isEqualTo(Reason.NO_ROUTE);
              });
    }
  }

  @Test
  void theNameFollowsTheServersNat() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.EXTERNAL_ADDRESS)) {
      String name = nat.hostName();
      nat.gateway().changePublicAddress("203.0.113.99");

      assertThat(resolved(nat, name)).containsExactly("203.0.113.99");
      try (Socket socket = new Socket(nat.socksProxy())) {
        socket.connect(InetSocketAddress.createUnresolved(name, nat.port()));
        assertThat(socket.getInputStream().read()).isEqualTo('2');
      }
    }
  }

  @Test
  void onLoopbackTheNameIsLocalhost() throws IOException {
    try (FtpNat nat =
        FtpNat.builder(Scenario.EXTERNAL_ADDRESS).attachment(Attachment.LOOPBACK).start()) {
      assertThat(resolved(nat, nat.hostName())).containsExactly("127.0.0.1");
    }
  }

  @Test
  void aLiteralIsItsOwnAddressAndOtherNamesAreNobodys() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThat(resolved(nat, "2001:db8::1")).containsExactly("2001:db8::1");
      assertThatExceptionOfType(UnknownHostException.class)
          .isThrownBy(() -> nat.resolve("example.org"))
          .withMessageContainingAll("example.org", "\"DIRECT\"", nat.hostName());
    }
  }
}
