package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.report.FailureVerdict;
import dev.ftpnat.junit.internal.report.Verdict;
import dev.ftpnat.trace.diagnosis.Cause;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/**
 * A transfer is whole if what the one end wrote is what the other end read, and the end was a
 * proper one; whatever the server says, who sees only one of them.
 */
class WholeTransfersTest {

  private static FTPClient client(FtpNat nat, boolean tls) throws IOException {
    FTPClient client = tls ? new FTPSClient(nat.clientSslContext()) : new FTPClient();
    client.setConnectTimeout(5000);
    client.setDefaultTimeout(5000);
    client.setDataTimeout(Duration.ofSeconds(5));
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    if (client instanceof FTPSClient secure) {
      secure.execPBSZ(0);
      secure.execPROT("P");
    }
    client.enterLocalPassiveMode();
    client.setFileType(FTP.BINARY_FILE_TYPE);
    // Who writes everything in one go isn't told of a cut while he still writes.
    client.setBufferSize(1 << 17);
    return client;
  }

  private static boolean store(FTPClient client, String name, int bytes) throws IOException {
    return client.storeFile(name, new ByteArrayInputStream(new byte[bytes]));
  }

  private static void have(FtpNat nat, String name, int bytes) throws IOException {
    Files.write(nat.serverDirectory().resolve(name), new byte[bytes]);
  }

  /** As if only an assertion had noticed. */
  private static Verdict verdict(FtpNat nat) {
    return new FailureVerdict(new AssertionError("expected a file"))
        .verdict(Duration.ZERO, Duration.ofMinutes(1), nat.trace());
  }

  @Test
  void anUploadThatALinkCutsShortIsNotWholeThoughAllSaySo() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      nat.toxiproxy().getProxy("data").toxics().limitData("limit", ToxicDirection.UPSTREAM, 40_000);
      FTPClient client = client(nat, false);
      assertThat(store(client, "a.bin", 60_000)).isTrue();
      client.disconnect();

      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .hasMessageContaining("40000 of 60000 bytes");
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("40000 of 60000 bytes");
      assertThatThrownBy(() -> assertThat(nat).transferred("a.bin", 40_000))
          .hasMessageContaining("40000 of 60000 bytes");
      assertThat(verdict(nat)).isEqualTo(Verdict.SILENTLY_WRONG);
      assertThat(nat.trace().diagnosis().orElseThrow().cause()).isEqualTo(Cause.LINK_TOXIC);
    }
  }

  @Test
  void aDownloadThatALinkResetsIsNotWholeThoughTheServerSaysSo() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      have(nat, "a.bin", 1000);
      nat.toxiproxy().getProxy("data").toxics().resetPeer("reset", ToxicDirection.DOWNSTREAM, 100);
      FTPClient client = client(nat, false);
      Throwable thrown =
          catchThrowable(() -> client.retrieveFile("a.bin", new ByteArrayOutputStream()));
      client.disconnect();

      assertThat(thrown).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> assertThat(nat).transferred("a.bin", 1000))
          .hasMessageContaining("0 of 1000 bytes");
      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .hasMessageContaining("reset by link data");
      assertThat(nat).everyFailureWasReportedBy(thrown);
      assertThat(nat.trace().diagnosis().orElseThrow().cause()).isEqualTo(Cause.LINK_TOXIC);
    }
  }

  @Test
  void aDownloadThatALinkCutsShortIsNotWholeThoughAllSaySo() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      have(nat, "a.bin", 60_000);
      nat.toxiproxy()
          .getProxy("data")
          .toxics()
          .limitData("limit", ToxicDirection.DOWNSTREAM, 40_000);
      FTPClient client = client(nat, false);
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      boolean told = client.retrieveFile("a.bin", got);
      client.disconnect();

      assertThat(got.size()).isEqualTo(40_000);
      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .hasMessageContaining("40000 of 60000 bytes");
      assertThat(verdict(nat)).as("the client said %s", told).isEqualTo(Verdict.SILENTLY_WRONG);
    }
  }

  @Test
  void underTlsTooWhatArrivesIsWhatCounts() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      have(nat, "a.bin", 60_000);
      FTPClient client = client(nat, true);
      nat.toxiproxy()
          .getProxy("data")
          .toxics()
          .limitData("down", ToxicDirection.DOWNSTREAM, 40_000);
      // JSSE doesn't insist on a close_notify, so this returns.
      boolean told = client.retrieveFile("a.bin", new ByteArrayOutputStream());
      client.disconnect();

      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          // The server may notice before it has written all.
          .hasMessageMatching("(?s).*40000 of [4-6]\\d{4} bytes, cut by link data.*");
      assertThatThrownBy(() -> assertThat(nat).transferred("a.bin", 60_000))
          .hasMessageContaining("cut by link data");
      assertThat(verdict(nat)).as("the client said %s", told).isEqualTo(Verdict.SILENTLY_WRONG);
    }
  }

  @Test
  void whatComesLateOrInPiecesIsWhole() throws IOException {
    for (boolean tls : new boolean[] {false, true}) {
      try (FtpNat nat = FtpNat.start(Scenario.EXTERNAL_ADDRESS)) {
        have(nat, "a.bin", 60_000);
        var toxics = nat.toxiproxy().getProxy("data").toxics();
        toxics.latency("late", ToxicDirection.DOWNSTREAM, 50);
        toxics.latency("late-up", ToxicDirection.UPSTREAM, 50);
        toxics.slicer("pieces", ToxicDirection.UPSTREAM, 10_000, 0);
        FTPClient client = client(nat, tls);
        assertThat(store(client, "b.bin", 60_000)).isTrue();
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        assertThat(client.retrieveFile("a.bin", got)).isTrue();
        assertThat(got.size()).isEqualTo(60_000);
        assertThat(client.listFiles()).hasSize(2);

        assertThat(nat)
            .transferred("a.bin", 60_000)
            .transferred("b.bin", 60_000)
            .everyTransferCompleted()
            .everyFailureWasReported();
        assertThat(verdict(nat)).isEqualTo(Verdict.FAILED_CLEANLY);
        client.disconnect();
        assertThat(nat).everyTransferCompleted().everyFailureWasReported();
        assertThat(nat.trace().diagnosis()).isEmpty();
      }
    }
  }

  @Test
  void inActiveModeItIsTheSame() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      FTPClient client = client(nat, false);
      client.enterLocalActiveMode();
      client.setRemoteVerificationEnabled(false);
      assertThat(store(client, "a.bin", 60_000)).isTrue();
      assertThat(nat).transferred("a.bin", 60_000).everyTransferCompleted();
      nat.toxiproxy().getProxy("data").toxics().limitData("limit", ToxicDirection.UPSTREAM, 40_000);
      assertThat(store(client, "b.bin", 60_000)).isTrue();
      client.disconnect();

      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("STOR b.bin")
          .hasMessageContaining("40000 of 60000 bytes");
    }
  }

  @Test
  void aLargeFileIsJudgedByWhatArrivedToo() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      have(nat, "big.bin", 20_000_000);
      FTPClient client = client(nat, false);
      assertThat(client.retrieveFile("big.bin", new ByteArrayOutputStream())).isTrue();
      assertThat(store(client, "up.bin", 20_000_000)).isTrue();
      client.disconnect();
      assertThat(nat)
          .transferred("big.bin", 20_000_000)
          .transferred("up.bin", 20_000_000)
          .everyTransferCompleted();
    }
  }

  @Test
  void aClientThatReadsTheHeadAndClosesIsToldToSayAbor() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      have(nat, "big.bin", 20_000_000);
      FTPClient client = client(nat, false);
      try (InputStream content = client.retrieveFileStream("big.bin")) {
        assertThat(content.readNBytes(1000)).hasSize(1000);
      }
      client.completePendingCommand();
      client.disconnect();

      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .hasMessageContaining("RETR big.bin");
      assertThat(nat.trace().diagnosis().orElseThrow().cause())
          .isEqualTo(Cause.TRANSFER_BROKEN_OFF);
      assertThat(nat.trace().diagnosis().orElseThrow().waysOut())
          .anyMatch(way -> way.sentence().contains("ABOR"));
    }
  }

  @Test
  void ofASmallFileTheHeadIsEnough() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      have(nat, "a.bin", 1000);
      client.command("TYPE I");
      try (Socket data = client.extendedPassive()) {
        client.command("RETR a.bin");
        assertThat(data.getInputStream().readNBytes(10)).hasSize(10);
        assertThat(client.reply()).startsWith("226");
      }
      assertThat(nat).everyTransferCompleted().everyFailureWasReported();
    }
  }

  @Test
  void whoAsksFirstWhetherThereIsSuchAFileHasFailedAtNothing() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      FTPClient client = client(nat, false);
      assertThat(client.retrieveFile("a.bin", new ByteArrayOutputStream())).isFalse();
      assertThat(store(client, "a.bin", 3)).isTrue();
      client.logout();
      client.disconnect();

      assertThat(nat).everyFailureWasReported();
      assertThat(verdict(nat)).isEqualTo(Verdict.FAILED_CLEANLY);
    }
  }
}
