package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is said of a client that failed on IPv6, and what it is advised to do. */
class Ipv6DiagnosisTest {

  private static Topology.Builder ipv6() {
    return Topology.builder().ipv6().connectGiveUp(Duration.ofMillis(300));
  }

  private static String passive(Topology topology) throws IOException {
    try (FtpNat nat = FtpNat.start(topology);
        RawControl control = RawControl.login(nat)) {
      try (Socket data = control.extendedPassive()) {
        return "connected to " + data.getInetAddress();
      } catch (IOException e) {
        return nat.trace().diagnosis().orElseThrow().toString();
      }
    }
  }

  @Test
  void aPassivePortThatAFirewallBlocks() throws Exception {
    assertThat(
            passive(ipv6().serverGateway(Gateway.firewall().forwardControlPort().build()).build()))
        .startsWith("PASSIVE_PORT_BLOCKED: ")
        .contains("[2001:db8:7:")
        .contains("active mode");
  }

  @Test
  void anAddressInEprtThatNobodyOutsideCanReach() throws Exception {
    Topology topology = ipv6().clientGateway(Gateway.builder().build()).build();
    try (FtpNat nat = FtpNat.start(topology);
        RawControl control = RawControl.login(nat);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      control.command("EPRT |2|::1|" + listener.getLocalPort() + "|");
      control.command("LIST");
      control.reply();

      assertThat(nat.trace().diagnosis().orElseThrow().toString())
          .startsWith("PRIVATE_ADDRESS_IN_PORT: ")
          .contains(IpAddresses.text(nat.topology().clientAddress().orElseThrow()))
          .contains("EPSV")
          .doesNotContain("PASV");
    }
  }

  @Test
  void pasvHasNoRoomForTheAddress() throws Exception {
    try (FtpNat nat = FtpNat.start(ipv6().build());
        RawControl control = RawControl.login(nat)) {
      control.command("PASV");
      control.command("NOOP");

      assertThat(nat.trace().diagnosis().orElseThrow().toString())
          .startsWith(
              "OTHER_FAMILY_REQUESTED: The server was asked for PASV, which is IPv4, on a control")
          .contains("Let the client use EPSV")
          .doesNotContain("PORT");
    }
  }

  @Test
  void tlsHidesEprtFromTheAlg() throws Exception {
    Topology topology =
        ipv6().clientGateway(Gateway.builder().alg(AlgBehavior.NETFILTER).build()).build();
    try (FtpNat nat = FtpNat.start(topology);
        RawControl control = RawControl.secured(nat)) {
      control.command("EPRT |2|::1|4000|");
      control.command("LIST");
      control.reply();

      assertThat(nat.trace().diagnosis().orElseThrow().toString()).contains("TLS").contains("EPRT");
    }
  }
}
