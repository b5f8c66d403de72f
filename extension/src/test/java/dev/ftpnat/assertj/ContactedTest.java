package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

@FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
class ContactedTest {

  private static void contact(String host) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, 21), 2000);
    } catch (IOException e) {
      // It is recorded all the same.
    }
  }

  private static String privateAddress(FtpNat nat) {
    return nat.topology().server().address().orElseThrow().getHostAddress();
  }

  @Test
  void aClientThatStaysOnThePublicSidePasses(FtpNat nat) throws Exception {
    contact(nat.host());
    assertThat(nat)
        .contacted(nat.host())
        .neverContactedPrivateAddress()
        .neverContacted(privateAddress(nat));
  }

  @Test
  void aClientThatFollowsThePrivateAddressFailsWithTheAttempt(FtpNat nat) throws Exception {
    contact(privateAddress(nat));
    assertThatThrownBy(() -> assertThat(nat).neverContactedPrivateAddress())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("any private address")
        .hasMessageContaining("client connects")
        .hasMessageContaining("dropped by server NAT");
    assertThatThrownBy(() -> assertThat(nat).neverContacted(privateAddress(nat)))
        .hasMessageContaining(privateAddress(nat));
  }

  @Test
  void aClientThatWentElsewhereIsToldWhere(FtpNat nat) throws Exception {
    contact(privateAddress(nat));
    assertThatThrownBy(() -> assertThat(nat).contacted(nat.host()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but it didn't. It contacted:")
        .hasMessageContaining("-> " + privateAddress(nat) + ":21: dropped");
  }

  @Test
  void aClientThatNeverCameIsMissed(FtpNat nat) {
    assertThatThrownBy(() -> assertThat(nat).contacted(nat.host()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but it didn't");
  }

  @Test
  @FtpNatEnvironment(value = Scenario.PRIVATE_IP_PASV, vantage = Vantage.PRIVATE)
  void theServersOwnPublicSideMayBePrivate(FtpNat nat) throws Exception {
    contact(nat.host());
    assertThat(nat).neverContactedPrivateAddress();
  }

  /** A 227 that names the client's own host leads to nothing real, and is no secret. */
  @Test
  void aClientThatFollowsAReplyToItsOwnHostFails() throws Exception {
    for (String announced : List.of("127.0.0.1", "127.9.9.9", "0.0.0.0")) {
      Topology topology =
          Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
              .server(server -> server.advertise(announced))
              .build();
      try (FtpNat nat = FtpNat.builder(topology).network(Network.SIMULATED).start()) {
        FTPClient client = new FTPClient();
        client.connect(nat.host(), nat.port());
        client.login(nat.username(), nat.password());
        client.pasv();
        String reply = client.getReplyString();
        contact(announced, reply);

        assertThatThrownBy(() -> assertThat(nat).contactedOnly(nat.host()))
            .hasMessageContaining("it contacted others:")
            .hasMessageContaining("-> " + announced + ":3846: refused by client");
        assertThatThrownBy(() -> assertThat(nat).neverContactedPrivateAddress())
            .hasMessageContaining("LOOPBACK_ADDRESS_ANNOUNCED");
        client.disconnect();
      }
    }
  }

  private static void contact(String host, String reply) {
    Matcher ports = Pattern.compile("(\\d+),(\\d+)\\)").matcher(reply);
    if (!ports.find()) {
      throw new AssertionError(reply);
    }
    int port = Integer.parseInt(ports.group(1)) * 256 + Integer.parseInt(ports.group(2));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 2000);
    } catch (IOException e) {
      // It is recorded all the same.
    }
  }
}
