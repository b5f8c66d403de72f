package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where data connections went, and whether they were established. */
class DataConnectionsTest {

  private static String privateAddress(FtpNat nat) {
    return nat.topology().server().address().orElseThrow().getHostAddress();
  }

  @Test
  void aClientThatStaysAtTheControlConnectionsAddressPasses() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.PRIVATE_IP_PASV);
        RawControl client = RawControl.login(nat)) {
      client.download("LIST");
      assertThat(nat)
          .contactedOnly(nat.host())
          .dataConnectionsWentTo(nat.host())
          .dataConnectionsWentTo(nat.host(), nat.topology().server().passivePorts())
          .noDataConnectionFailed();
    }
  }

  @Test
  void aClientThatBelieves227FailsAllOfThem() throws IOException {
    try (FtpNat nat = FtpNat.start(Clients.impatient(Scenario.PRIVATE_IP_PASV));
        RawControl client = RawControl.login(nat)) {
      assertThatThrownBy(client::passive).isInstanceOf(IOException.class);
      String leaked = "-> " + privateAddress(nat) + ":3846: dropped by server NAT";
      assertThatThrownBy(() -> assertThat(nat).contactedOnly(nat.host()))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("but it contacted others:")
          .hasMessageContaining(leaked)
          .hasMessageContaining("The client believed the server's 227")
          .hasMessageContaining("├─ PASV");
      assertThatThrownBy(() -> assertThat(nat).dataConnectionsWentTo(nat.host()))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("to have gone to:%n  %s%n".formatted(nat.host()))
          .hasMessageContaining("but these went elsewhere:")
          .hasMessageContaining(leaked);
      assertThatThrownBy(() -> assertThat(nat).noDataConnectionFailed())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("but these did:")
          .hasMessageContaining(leaked);
      assertThat(nat).dataConnectionsWentTo(privateAddress(nat));
    }
  }

  @Test
  void aPortOutsideOfTheRangeIsElsewhere() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      client.download("LIST");
      assertThatThrownBy(
              () -> assertThat(nat).dataConnectionsWentTo(nat.host(), new PortRange(40000, 40009)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(nat.host() + ":40000-40009")
          .hasMessageContaining("these went elsewhere:");
    }
  }

  /** As a reply does that has the client knock at another server (RFC 2577 section 3). */
  @Test
  void theControlPortOfAnotherHostIsElsewhere() throws IOException {
    for (boolean listens : new boolean[] {true, false}) {
      Topology.Builder topology =
          Clients.impatient(Scenario.EXTERNAL_ADDRESS).toBuilder()
              .server(
                  server ->
                      server.reply(
                          "PASV",
                          Reply.of("227 Entering Passive Mode (172,31,255,254,0,21)").executing()));
      if (listens) {
        topology.decoy("other", "172.31.255.254");
      }
      try (FtpNat nat = FtpNat.start(topology.build());
          RawControl client = RawControl.login(nat)) {
        client.download("LIST");
        assertThat(nat).dataConnectionsWentTo(nat.host()).noDataConnectionFailed();

        try (Socket data = client.passive()) {
          assertThat(data.isConnected()).isEqualTo(listens);
        } catch (IOException e) {
          assertThat(listens).isFalse();
        }

        assertThatThrownBy(() -> assertThat(nat).dataConnectionsWentTo(nat.host()))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("these went elsewhere:")
            .hasMessageContaining("-> 172.31.255.254:21");
        if (!listens) {
          assertThatThrownBy(() -> assertThat(nat).noDataConnectionFailed())
              .hasMessageContaining("-> 172.31.255.254:21");
        }
      }
    }
  }

  @Test
  void controlConnectionsAreNoneWhereverTheServerIsReached() throws IOException {
    for (Scenario scenario :
        List.of(
            Scenario.PORT_TRANSLATING_NAT,
            Scenario.DOUBLE_NAT,
            Scenario.CLIENT_BEHIND_NAT,
            Scenario.IPV6_ONLY,
            Scenario.NAT64)) {
      try (FtpNat nat = FtpNat.start(scenario);
          RawControl client = RawControl.login(nat)) {
        client.command("NOOP");
        assertThatThrownBy(() -> assertThat(nat).dataConnectionsWentTo(nat.host()))
            .as("%s", scenario)
            .hasMessageContaining("but the client tried to open none.");
      }
    }
  }

  @Test
  void noConnectionIsNotAllOfThem() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      client.command("NOOP");
      assertThatThrownBy(() -> assertThat(nat).dataConnectionsWentTo(nat.host()))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("but the client tried to open none.");
      assertThat(nat).noDataConnectionFailed();
    }
  }

  @Test
  void anAddressThatWasNotContactedIsMissed() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      client.command("NOOP");
      assertThatThrownBy(() -> assertThat(nat).contactedOnly(nat.host(), "198.51.100.77"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("it never contacted:%n  198.51.100.77".formatted());
    }
  }

  @Test
  void theServersFailedConnectionCountsToo() throws IOException {
    try (FtpNat nat = FtpNat.start(Clients.impatient(Scenario.DIRECT));
        RawControl client = RawControl.login(nat)) {
      client.command(
          "EPRT |1|%s|4711|"
              .formatted(nat.topology().clientAddress().orElseThrow().getHostAddress()));
      client.command("LIST");
      client.reply();
      assertThatThrownBy(() -> assertThat(nat).noDataConnectionFailed())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("server connects")
          .hasMessageContaining("server #1 LIST: 425");
    }
  }

  @Test
  void aFailedHandshakeCountsToo() throws IOException {
    try (FtpNat nat = FtpNat.start(Clients.impatient(Scenario.DIRECT));
        RawControl client = RawControl.securedWithData(nat)) {
      client.extendedPassive().close();
      client.command("LIST");
      client.reply();
      assertThatThrownBy(() -> assertThat(nat).noDataConnectionFailed())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("TLS handshake failed");
    }
  }

  @Test
  void whatIsNoAddressIsRefused() {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThatThrownBy(() -> assertThat(nat).dataConnectionsWentTo("localhost"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("localhost");
    }
  }
}
