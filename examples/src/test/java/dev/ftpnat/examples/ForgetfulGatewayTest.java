package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** NATs forget connections: after minutes of silence, or at once. */
@FtpNatEnvironment(value = Scenario.IDLE_CONTROL_TIMEOUT, network = Network.SIMULATED)
class ForgetfulGatewayTest {

  /** More than all the sockets on its way can hold, or the server would be done in no time. */
  private static final int LARGE = 32_000_000;

  private static FTPClient connect(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setDefaultTimeout(10_000);
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
    client.setSoTimeout(1000);
    return client;
  }

  @Test
  void aDownloadOfSevenMinutesLosesItsControlConnection(FtpNat nat) throws IOException {
    Files.write(nat.serverDirectory().resolve("report.csv"), new byte[LARGE]);
    FTPClient client = connect(nat);
    MinutesPassing report = new MinutesPassing(nat);

    assertThatThrownBy(() -> client.retrieveFile("report.csv", report))
        .isInstanceOf(SocketTimeoutException.class);

    assertThat(report.size()).as("though all of it has come").isEqualTo(LARGE);
    client.disconnect();
  }

  @Test
  void keepAlivesSaveIt(FtpNat nat) throws IOException {
    Files.write(nat.serverDirectory().resolve("report.csv"), new byte[LARGE]);
    FTPClient client = connect(nat);
    // In production this would be a minute.
    client.setControlKeepAliveTimeout(Duration.ofMillis(1));

    assertThat(client.retrieveFile("report.csv", new MinutesPassing(nat))).isTrue();
    client.disconnect();
  }

  /** A gateway of Amazon's: 350 seconds, then it answers with resets. */
  @Test
  void someGatewaysAnswerWithAReset() throws IOException {
    Gateway gateway =
        Gateway.builder()
            .forwardControlPort()
            .forwardPassivePorts()
            .idleTimeouts(IdleTimeouts.AWS_NAT_GATEWAY)
            .build();
    Topology network = Topology.builder().serverGateway(gateway).build();
    try (FtpNat nat = FtpNat.builder(network).network(Network.SIMULATED).start()) {
      FTPClient client = connect(nat);
      nat.advance(Duration.ofSeconds(349));
      assertThat(client.sendNoOp()).isTrue();
      nat.advance(Duration.ofSeconds(350));

      assertThatThrownBy(client::sendNoOp).isInstanceOf(SocketException.class);
    }
  }

  @Test
  @FtpNatEnvironment(Scenario.EXTERNAL_ADDRESS)
  void aRebootBetweenListAndRetr(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = connect(nat);
    assertThat(client.listNames()).containsExactly("report.csv");

    nat.gateway().reboot();

    assertThatThrownBy(() -> client.retrieveFileStream("report.csv"))
        .isInstanceOf(SocketTimeoutException.class);
    client.disconnect();
    assertThat(connect(nat).listNames()).containsExactly("report.csv");
    assertThat(nat).neverContactedPrivateAddress();
  }
}
