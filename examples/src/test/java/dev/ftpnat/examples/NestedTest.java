package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import dev.ftpnat.topology.TlsMode;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The annotation that is nearest to a test method counts. */
@FtpNatEnvironment(Scenario.DIRECT)
class NestedTest {

  @Test
  void usesTheNetworkOfTheClass(FtpNat nat) {
    assertThat(nat.gateways()).isEmpty();
  }

  @Test
  @FtpNatEnvironment(Scenario.DOUBLE_NAT)
  void usesItsOwn(FtpNat nat) {
    assertThat(nat.gateways()).hasSize(2);
  }

  @Nested
  class UsesThatOfTheClassAroundIt {

    @Test
    void so(FtpNat nat) {
      assertThat(nat.gateways()).isEmpty();
    }
  }

  @Nested
  @FtpNatEnvironment(
      value = Scenario.EXTERNAL_ADDRESS,
      tls = TlsMode.IMPLICIT,
      lifecycle = Lifecycle.PER_CLASS)
  class SharesOneForAllItsTests {

    @Test
    void implicitTlsIsOnPort990(FtpNat nat) throws Exception {
      FTPSClient client = new FTPSClient(true, nat.clientSslContext());
      client.connect(nat.host(), nat.port());
      assertThat(client.getRemotePort()).isEqualTo(990);
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.disconnect();
    }
  }
}
