package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.trace.event.Party;
import java.io.ByteArrayInputStream;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server has ten passive ports, and the NAT forwards them: a usual installation. */
@FtpNatEnvironment(value = Scenario.EXTERNAL_ADDRESS, passivePorts = "40000-40009")
class PassivePortRangeTest {

  @ParameterizedTest
  @ValueSource(strings = {"report.csv", "empty.txt"})
  void dataConnectionsGoToTheOpenPorts(String file, FtpNat nat) throws Exception {
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();
    client.storeFile(file, new ByteArrayInputStream(new byte[0]));
    client.disconnect();

    assertThat(nat.trace().connectionAttempts(Party.CLIENT))
        .extracting(attempt -> attempt.target().port())
        .containsExactly(21, 40000);
  }
}
