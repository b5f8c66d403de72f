package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatMatrix;
import java.io.ByteArrayInputStream;
import org.apache.commons.net.ftp.FTPSClient;

/**
 * Where an encrypted upload can't work is known, and is no news: only if it begins to work. What
 * became of each run is in {@code target/ftpnat/compatibility.html}.
 */
class KnownLimitsTest {

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.ALG_REWRITES,
        Scenario.TLS_BLOCKED_ALG,
        Scenario.NOTHING_FORWARDED,
        Scenario.EPSV_ONLY,
        Scenario.EPSV_BLIND_ALG,
        Scenario.PORT_TRANSLATING_NAT
      },
      failWithinMillis = 5_000)
  void uploadsWhereItCan(FtpNat nat) throws Exception {
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();
    assertThat(client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]))).isTrue();
    client.disconnect();
  }
}
