package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.Vantage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
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
}
