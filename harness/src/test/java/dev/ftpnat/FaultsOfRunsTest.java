package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients of gateways that forget are told, and what they aren't blamed for. */
@Timeout(30)
class FaultsOfRunsTest {

  /** For replies that have been lost. */
  private static final Duration PATIENCE = Patience.of(Duration.ofMillis(1500));

  /** For data, which a busy machine may hold up for longer than that. */
  private static final Duration DATA_PATIENCE = Duration.ofSeconds(2);

  /** More than all the sockets on its way can hold, or the server would be done in no time. */
  private static final int SIZE = 32_000_000;

  private static FtpNat start(Topology topology) throws IOException {
    FtpNat nat = FtpNat.start(topology);
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    Files.write(nat.serverDirectory().resolve("big"), new byte[SIZE]);
    return nat;
  }

  private static FTPClient login(FtpNat nat, boolean encrypted) throws IOException {
    FTPClient client = encrypted ? new FTPSClient(nat.clientSslContext()) : new FTPClient();
    client.setDefaultTimeout(10_000);
    client.setDataTimeout(DATA_PATIENCE);
    client.connect(nat.host(), nat.port());
    assertThat(client.login(nat.username(), nat.password())).isTrue();
    if (client instanceof FTPSClient secured) {
      secured.execPBSZ(0);
      secured.execPROT("P");
    }
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
    client.setSoTimeout((int) PATIENCE.toMillis());
    return client;
  }

  /** Where what is downloaded takes seven minutes. */
  private static OutputStream slow(FtpNat nat) {
    return new EventfulDownload(7, () -> nat.advance(Duration.ofMinutes(1)));
  }

  /** Where something is done as soon as anything comes. */
  private static OutputStream during(Runnable action) {
    return new EventfulDownload(1, action);
  }

  private static void await(FtpNat nat, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s", nat.trace()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static void assertDiagnosed(FtpNat nat, Cause cause, String... words) {
    await(nat, () -> nat.trace().diagnosis().isPresent());
    Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
    assertThat(diagnosis.cause()).as("%s%n%s", diagnosis, nat.trace()).isEqualTo(cause);
    assertThat(diagnosis.sentence()).contains(words);
  }

  // Idle control connections ------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDownloadThatTakesTooLong(boolean encrypted) throws IOException {
    try (FtpNat nat = start(Scenario.IDLE_CONTROL_TIMEOUT.topology())) {
      FTPClient client = login(nat, encrypted);
      assertThatThrownBy(() -> client.retrieveFile("big", slow(nat)))
          .isInstanceOf(SocketTimeoutException.class);
      assertDiagnosed(
          nat,
          Cause.CONTROL_CONNECTION_FORGOTTEN,
          "server NAT forgot the control connection after 300 s idle",
          "before the transfer of RETR big ended",
          "the server's 226 never reached the client");

      client.disconnect();
      assertDiagnosed(nat, Cause.CONTROL_CONNECTION_FORGOTTEN, "226");
    }
  }

  @Test
  void aDownloadWithKeepAlives() throws IOException {
    try (FtpNat nat = start(Scenario.IDLE_CONTROL_TIMEOUT.topology());
        RawControl control = RawControl.login(nat)) {
      String announced = control.command("EPSV").replaceAll("\\D+", " ").strip();
      int port = Integer.parseInt(announced.split(" ")[1]);
      try (Socket data = new Socket(nat.host(), port)) {
        assertThat(control.command("RETR big")).startsWith("150");
        nat.advance(Duration.ofMinutes(4));
        assertThat(control.command("NOOP")).startsWith("200");
        nat.advance(Duration.ofMinutes(4));
        assertThat(data.getInputStream().readAllBytes()).hasSize(SIZE);
      }
      assertThat(control.reply()).startsWith("226");

      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatHadFinished(boolean encrypted) throws IOException {
    try (FtpNat nat = start(Scenario.IDLE_CONTROL_TIMEOUT.topology())) {
      FTPClient client = login(nat, encrypted);
      assertThat(client.retrieveFile("report.csv", new ByteArrayOutputStream())).isTrue();
      nat.advance(Duration.ofMinutes(9));
      client.disconnect();
      await(nat, () -> !nat.trace().only(SegmentLost.class).isEmpty());

      assertThat(nat.trace().only(SegmentLost.class))
          .allSatisfy(lost -> assertThat(lost.text()).isEmpty());
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"DROP", "REJECT"},
      mode = EnumSource.Mode.INCLUDE)
  void aCommandAfterALongPause(Refusal answer) throws IOException {
    IdleTimeouts timeouts =
        IdleTimeouts.RFC_5382.withEstablished(Duration.ofSeconds(350)).withAfterwards(answer);
    Topology topology =
        Scenario.IDLE_CONTROL_TIMEOUT.topology().toBuilder()
            .serverGateways(gateway -> gateway.idleTimeouts(timeouts))
            .build();
    try (FtpNat nat = start(topology)) {
      FTPClient client = login(nat, false);
      nat.advance(Duration.ofMinutes(6));
      assertThatThrownBy(client::sendNoOp).isInstanceOf(IOException.class);

      assertDiagnosed(
          nat,
          Cause.CONTROL_CONNECTION_FORGOTTEN,
          "after 350 s idle. 10 s later the client sent NOOP, which server NAT "
              + (answer == Refusal.DROP ? "dropped" : "answered with a reset"));
      client.disconnect();
    }
  }

  @Test
  void aCommandUnderTlsAfterALongPause() throws IOException {
    try (FtpNat nat = start(Scenario.IDLE_CONTROL_TIMEOUT.topology())) {
      FTPClient client = login(nat, true);
      nat.advance(Duration.ofMinutes(6));
      assertThatThrownBy(client::sendNoOp).isInstanceOf(IOException.class);

      assertDiagnosed(nat, Cause.CONTROL_CONNECTION_FORGOTTEN, "sent something under TLS");
      client.disconnect();
    }
  }

  // Gateways that are started anew, or move ---------------------------------------------------

  @Test
  void aRebootBetweenTwoTransfers() throws IOException {
    try (FtpNat nat = start(Scenario.EXTERNAL_ADDRESS.topology())) {
      FTPClient client = login(nat, false);
      assertThat(client.listNames()).contains("report.csv");
      nat.gateway().reboot();
      assertThatThrownBy(() -> client.retrieveFile("report.csv", new ByteArrayOutputStream()))
          .isInstanceOf(IOException.class);
      client.disconnect();

      assertDiagnosed(nat, Cause.GATEWAY_REBOOTED, "the client sent PASV");

      FTPClient again = login(nat, false);
      assertThat(again.retrieveFile("report.csv", new ByteArrayOutputStream())).isTrue();
      again.disconnect();
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"DROP", "REJECT"},
      mode = EnumSource.Mode.INCLUDE)
  void aRebootDuringATransfer(Refusal answer) throws IOException {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .serverGateways(
                gateway -> gateway.idleTimeouts(IdleTimeouts.RFC_5382.withAfterwards(answer)))
            .build();
    try (FtpNat nat = start(topology)) {
      FTPClient client = login(nat, false);
      Files.write(nat.serverDirectory().resolve("huge"), new byte[64_000_000]);
      OutputStream rebooting = during(() -> nat.gateway().reboot());
      assertThatThrownBy(() -> client.retrieveFile("huge", rebooting))
          .isInstanceOf(IOException.class);
      client.disconnect();

      assertDiagnosed(nat, Cause.GATEWAY_REBOOTED, "forgot the data connection of RETR huge");
      assertThat(nat.trace().diagnoses()).hasSize(1);
    }
  }

  @Test
  void anotherPublicAddress() throws IOException {
    try (FtpNat nat = start(Scenario.EXTERNAL_ADDRESS.topology())) {
      String before = nat.host();
      FTPClient client = login(nat, false);
      nat.gateway().changePublicAddress("203.0.113.222");
      assertThatThrownBy(client::listNames).isInstanceOf(IOException.class);
      client.disconnect();
      assertDiagnosed(
          nat, Cause.GATEWAY_RENUMBERED, "203.0.113.222 instead of " + before, "sent PASV");

      FTPClient moved = login(nat, false);
      moved.setIpAddressFromPasvResponse(true);
      moved.setPassiveNatWorkaroundStrategy(null);
      assertThatThrownBy(moved::listNames).isInstanceOf(IOException.class);
      moved.disconnect();
      assertDiagnosed(
          nat, Cause.GATEWAY_RENUMBERED, "an address that server NAT had before it got");
    }
  }

  @Test
  void connectionsThatAreSaidToBeIdle() throws IOException {
    try (FtpNat nat = start(Scenario.EXTERNAL_ADDRESS.topology())) {
      FTPClient client = login(nat, false);
      OutputStream expiring = during(() -> nat.gateway().expireIdleMappings());
      assertThatThrownBy(() -> client.retrieveFile("big", expiring))
          .isInstanceOf(IOException.class);
      client.disconnect();

      assertThat(nat.trace().only(ConnectionForgotten.class)).hasSize(1);
      assertDiagnosed(nat, Cause.CONTROL_CONNECTION_FORGOTTEN, "as it was told to", "226");
    }
  }

  // Full tables -------------------------------------------------------------------------------

  @Test
  void aFullTable() throws IOException {
    Gateway small = Gateway.builder().connectionLimit(1).build();
    try (FtpNat nat = start(Topology.builder().clientGateway(small).build())) {
      FTPClient client = login(nat, false);
      client.setConnectTimeout((int) PATIENCE.toMillis());
      assertThatThrownBy(client::listNames).isInstanceOf(SocketTimeoutException.class);
      client.disconnect();

      assertDiagnosed(nat, Cause.TABLE_FULL, "client NAT", "its limit is 1");
    }
  }
}
