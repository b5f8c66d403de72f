package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatMatrix;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayInputStream;
import org.apache.commons.net.ftp.FTPSClient;

/** One test, many networks: wherever the passive ports are open, commons-net gets through. */
class MatrixTest {

  @FtpNatMatrix(
      value = {
        Scenario.PRIVATE_IP_PASV,
        Scenario.EXTERNAL_ADDRESS,
        Scenario.CLIENT_BEHIND_NAT,
        Scenario.DOUBLE_NAT
      },
      tls = {TlsMode.EXPLICIT, TlsMode.REQUIRED})
  void uploads(FtpNat nat, Scenario scenario) throws Exception {
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();
    boolean stored = client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]));
    client.disconnect();

    assertThat(stored).as(scenario.summary()).isTrue();
    assertThat(nat).neverContactedPrivateAddress();
  }
}
