package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** The same assertions where the server has an address of another kind. */
class ServerAddressesTest {

  @Test
  void aClientThatKeepsToTheServer() throws IOException {
    for (Scenario scenario : List.of(Scenario.IPV6_ONLY, Scenario.NAT64, Scenario.NAT64_ALG)) {
      keepsToTheServer(scenario);
    }
  }

  private static void keepsToTheServer(Scenario scenario) throws IOException {
    try (FtpNat nat = FtpNat.start(scenario)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "1;2\n");
      FTPClient client = Clients.commonsNet(nat);
      client.enterLocalPassiveMode();
      client.listNames();
      client.disconnect();

      assertThat(nat)
          .contacted(nat.host())
          .contactedOnly(nat.host())
          .contactedOnly("[" + nat.host().toUpperCase(Locale.ROOT) + "]")
          .dataConnectionsWentTo(nat.host())
          .dataConnectionsWentTo(nat.host(), new PortRange(1024, 65535))
          .neverContacted("fd99::9")
          .neverContacted("10.9.8.7")
          .neverContactedPrivateAddress();
      assertThatThrownBy(() -> assertThat(nat).contactedOnly(nat.host(), "2001:db8:9:0:0::9"))
          .hasMessageContaining("it never contacted:")
          .hasMessageContaining("2001:db8:9::9");
      assertThatThrownBy(() -> assertThat(nat).dataConnectionsWentTo("2001:db8:9::9"))
          .hasMessageContaining("these went elsewhere:");
    }
  }

  @Test
  void aClientThatGoesToAUniqueLocalAddress() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.IPV6_ONLY)) {
      try (Socket socket = nat.socketFactory().createSocket()) {
        socket.connect(new InetSocketAddress("fd99::9", 21), 100);
      } catch (IOException e) {
        // It is recorded all the same.
      }

      assertThat(nat).contacted("fd99:0::9");
      assertThatThrownBy(() -> assertThat(nat).neverContacted("fd99::9"))
          .hasMessageContaining("-> [fd99::9]:21");
      assertThatThrownBy(() -> assertThat(nat).neverContactedPrivateAddress())
          .hasMessageContaining("-> [fd99::9]:21");
    }
  }

  @Test
  void aClientThatSaysEprt() throws IOException {
    for (String argument :
        List.of(
            "|2|2001:db8:9::9|4242|", "|2|2001:db8:9:0:0:0:0:9|4242|", "!2!2001:DB8:9::9!4242!")) {
      try (FtpNat nat = FtpNat.start(Scenario.IPV6_ONLY);
          RawControl control = RawControl.login(nat)) {
        String ignored = control.command("EPRT " + argument);

        assertThat(nat).announcedInPort("2001:db8:9::9");
        assertThatThrownBy(() -> assertThat(nat).announcedInPort("2001:db8:9::8"))
            .hasMessageContaining("it said:%n  EPRT ".formatted());
      }
    }
  }

  /** By loopback clients know the server by another address than the record. */
  @Test
  void theServersAddressOnLoopbackIsThatOfTheNetwork() throws IOException {
    try (FtpNat nat =
        FtpNat.builder(Scenario.EXTERNAL_ADDRESS)
            .network(Network.SIMULATED)
            .attachment(Attachment.LOOPBACK)
            .start()) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "1;2\n");
      FTPClient client = Clients.commonsNet(nat);
      client.enterLocalPassiveMode();
      client.listNames();
      client.disconnect();

      assertThat(nat)
          .contacted(nat.host())
          .contactedOnly(nat.host())
          .contactedOnly(nat.networkHost())
          .dataConnectionsWentTo(nat.host())
          .neverContactedPrivateAddress();
    }
  }

  @Test
  void aNameIsNoAddress() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.IPV6_ONLY)) {
      assertThatThrownBy(() -> assertThat(nat).neverContacted("ftp.example.com"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("`ftp.example.com` is not an address like 203.0.113.7 or 2001:db8::1");
    }
  }
}
