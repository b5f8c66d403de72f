package dev.ftpnat.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RunningClient;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** One server, and clients on both sides of its NAT: the one setting that is right for neither. */
class InsideAndOutsideTest {

  /** How long is waited for what doesn't come about. */
  private static final Duration IN_VAIN = Duration.ofSeconds(1);

  private static Topology network(Scenario scenario, Hairpinning hairpinning) {
    return scenario.topology().toBuilder()
        .name("inside and outside")
        .serverGateways(gateway -> gateway.hairpinning(hairpinning))
        .clientHost("inside", ClientHost.Place.SERVER_NETWORK)
        .clientHost("outside", ClientHost.Place.INTERNET)
        .build();
  }

  private static String download(FtpNat nat, RunningClient from) throws IOException {
    return download(nat, from, Duration.ofSeconds(10));
  }

  /**
   * What the client downloads in passive mode, going where 227 says, from this host.
   *
   * @param patience how long it waits for the data connection
   */
  private static String download(FtpNat nat, RunningClient from, Duration patience)
      throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = new FTPClient();
    client.setSocketFactory(from.socketFactory());
    // By its own address here, and by the gateway's there: data may come from either.
    client.setRemoteVerificationEnabled(false);
    client.setIpAddressFromPasvResponse(true);
    client.setPassiveNatWorkaroundStrategy(null);
    client.setConnectTimeout(10_000);
    client.connect(from.host(), from.port());
    client.setConnectTimeout((int) patience.toMillis());
    try {
      client.login(nat.username(), nat.password());
      client.enterLocalPassiveMode();
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      client.retrieveFile("report.csv", content);
      return content.toString(UTF_8);
    } finally {
      client.disconnect();
    }
  }

  @Test
  void theServersPublicAddressIsRightOutsideAndWrongInside() throws IOException {
    try (FtpNat nat = FtpNat.start(network(Scenario.EXTERNAL_ADDRESS, Hairpinning.NONE))) {
      assertThat(download(nat, nat.client("outside"))).isEqualTo("a;b");
      assertThatThrownBy(() -> download(nat, nat.client("inside"), IN_VAIN))
          .isInstanceOf(SocketTimeoutException.class);

      assertThat(nat.client("outside").trace().hasFailed()).isFalse();
      assertThat(nat.client("inside").trace().diagnosis())
          .map(Diagnosis::cause)
          .contains(Cause.NOT_HAIRPINNED);
    }
  }

  @Test
  void itIsRightInsideTooIfTheNatLeadsConnectionsBackIn() throws IOException {
    try (FtpNat nat =
        FtpNat.start(network(Scenario.EXTERNAL_ADDRESS, Hairpinning.EXTERNAL_SOURCE))) {
      assertThat(download(nat, nat.client("outside"))).isEqualTo("a;b");
      assertThat(download(nat, nat.client("inside"))).isEqualTo("a;b");
    }
  }

  @Test
  void theServersPrivateAddressIsRightInsideAndWrongOutside() throws IOException {
    try (FtpNat nat =
        FtpNat.start(network(Scenario.PRIVATE_IP_PASV, Hairpinning.EXTERNAL_SOURCE))) {
      assertThat(download(nat, nat.client("inside"))).isEqualTo("a;b");
      assertThatThrownBy(() -> download(nat, nat.client("outside"), IN_VAIN))
          .isInstanceOf(SocketTimeoutException.class);

      assertThat(nat.client("outside").trace().diagnosis())
          .map(Diagnosis::cause)
          .contains(Cause.PRIVATE_ADDRESS_FOLLOWED);
    }
  }
}
