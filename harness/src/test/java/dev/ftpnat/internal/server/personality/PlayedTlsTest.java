package dev.ftpnat.internal.server.personality;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.session.TransferAttempt;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What played servers do under TLS, in which they were asked less often than in clear. */
class PlayedTlsTest {

  /** More than is transferred before a client has said ABOR. */
  private static final long BIG = 1L << 30;

  private static FtpNat start(
      ServerPersonality personality, UnaryOperator<Server.Builder> settings) {
    return FtpNat.start(
        Topology.builder()
            .server(server -> settings.apply(server.personality(personality)))
            .build());
  }

  private static FtpNat start(ServerPersonality personality) {
    return start(personality, server -> server);
  }

  @Test
  void vsftpdsImplicitTlsIsOfTheControlConnectionAlone() throws IOException {
    try (FtpNat nat = start(ServerPersonality.VSFTPD_3_0, server -> server.tls(TlsMode.IMPLICIT))) {
      Files.writeString(nat.serverDirectory().resolve("six"), "123456");
      try (RawControl control = RawControl.implicitWithoutProt(nat)) {
        assertThat(control.download("RETR six")).isEqualTo("123456");
        assertThat(control.command("PROT P")).isEqualTo("200 PROT now Private.");
        try (Socket data = control.overTls(control.tls(), opened(control, "RETR six"))) {
          assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("123456");
        }
        assertThat(control.reply()).isEqualTo("226 Transfer complete.");
      }
    }
  }

  @Test
  void proftpdsImplicitTlsIsOfDataConnectionsToo() throws IOException {
    try (FtpNat nat =
        start(ServerPersonality.PROFTPD_1_3, server -> server.tls(TlsMode.IMPLICIT))) {
      Files.writeString(nat.serverDirectory().resolve("six"), "123456");
      try (RawControl control = RawControl.implicitWithoutProt(nat)) {
        try (Socket data = control.overTls(control.tls(), opened(control, "RETR six"))) {
          assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("123456");
        }
        assertThat(control.reply()).isEqualTo("226 Transfer complete");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "VSFTPD_3_0, 300, -",
        "PROFTPD_1_3, 300, 425 Unable to build data connection: Operation not permitted",
        "PURE_FTPD_1_0, 86400, -",
        "PYFTPDLIB_2, 300, 421 Data connection timed out."
      })
  void aHandshakeMayTakeAsLongAsTheServerThatIsPlayedWaits(
      ServerPersonality personality, int seconds, String reply) throws IOException {
    try (FtpNat nat = start(personality)) {
      Files.writeString(nat.serverDirectory().resolve("six"), "123456");
      try (RawControl control = RawControl.securedWithData(nat)) {
        Socket late = opened(control, "RETR six");
        nat.advance(Duration.ofSeconds(seconds - 1));
        try (Socket data = control.overTls(control.tls(), late)) {
          assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("123456");
        }
        assertThat(control.reply()).startsWith("226");
        Socket never = opened(control, "RETR six");
        nat.advance(Duration.ofSeconds(seconds + 1));
        assertThat(control.reply()).isEqualTo(reply);
        never.close();
      }
    }
  }

  @Test
  void aHandshakeMayTakeAsLongAsIsSet() throws IOException {
    try (FtpNat nat =
        start(
            ServerPersonality.PROFTPD_1_3, server -> server.acceptTimeout(Duration.ofSeconds(5)))) {
      Files.writeString(nat.serverDirectory().resolve("six"), "123456");
      try (RawControl control = RawControl.securedWithData(nat)) {
        Socket never = opened(control, "RETR six");
        nat.advance(Duration.ofSeconds(6));
        assertThat(control.reply()).startsWith("425 ");
        never.close();
      }
    }
  }

  /** It says how fast it was, of whatever has been sent, and so something at all. */
  @Test
  void pureFtpdAnswersADownloadThatIsCutInItsBeginning() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PURE_FTPD_1_0)) {
      makeBig(nat);
      // So that little of it is under way when the client has read of it.
      nat.toxiproxy().getProxy("data").toxics().bandwidth("narrow", DOWNSTREAM, 32);
      try (RawControl control = RawControl.securedWithData(nat)) {
        control.command("TYPE I");
        Socket plain = opened(control, "RETR big");
        Socket data = control.overTls(control.tls(), plain);
        assertThat(data.getInputStream().read()).isZero();
        plain.setSoLinger(true, 0);
        plain.close();

        assertThat(control.reply()).matches("150 .* seconds \\(measured here\\), .*");
      }
      assertThat(nat.trace().only(Transfer.class))
          .singleElement()
          .satisfies(broken -> assertThat(broken.bytes()).isBetween(1L, BIG - 1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROT P, 200 Protection set to Private",
    "PROT p, 504 PROT p unsupported",
    "PROT s, 504 PROT s unsupported",
    "PROT S, 536 PROT S unsupported",
    "PROT P C, 501 Invalid number of parameters",
    "PROT, 501 Invalid number of parameters",
    "PBSZ 0 1, 501 Invalid number of parameters",
    "SSCN, 200 SSCN:SERVER METHOD",
    "SSCN ON, 200 SSCN:CLIENT METHOD",
    "SSCN OFF, 200 SSCN:SERVER METHOD",
    "SSCN off, 501 SSCN: Invalid argument",
    "SSCN ON OFF, 504 SSCN: Invalid argument"
  })
  void proftpdReadsWhatIsSaidOfProtectionLetterByLetter(String command, String reply)
      throws IOException {
    try (FtpNat nat = start(ServerPersonality.PROFTPD_1_3);
        RawControl control = RawControl.secured(nat)) {
      assertThat(control.command(command)).isEqualTo(reply);
    }
  }

  @Test
  void proftpdThatRequiresTlsRefusesALoginBeforeIt() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PROFTPD_1_3, server -> server.tls(TlsMode.REQUIRED));
        RawControl control = RawControl.connect(nat)) {
      String refusal = "550 SSL/TLS required on the control channel";
      assertThat(control.command("USER ftpnat")).isEqualTo(refusal);
      assertThat(control.command("PASS secret")).isEqualTo(refusal);
      assertThat(control.command("NOOP")).isEqualTo("200 NOOP command successful");
    }
  }

  @Test
  void proftpdRemembersWhatSscnHasSaid() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PROFTPD_1_3);
        RawControl control = RawControl.secured(nat)) {
      control.command("SSCN ON");
      assertThat(control.command("SSCN")).isEqualTo("200 SSCN:CLIENT METHOD");
    }
  }

  @Test
  void proftpdAnswersAborUnderTlsWhenTheClientHasEndedTheDownload() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PROFTPD_1_3)) {
      makeBig(nat);
      try (RawControl control = RawControl.securedWithData(nat)) {
        control.command("TYPE I");
        try (Socket data = control.overTls(control.tls(), opened(control, "RETR big"))) {
          assertThat(data.getInputStream().read()).isZero();
          control.send("ABOR\r\n");
          data.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        assertThat(control.reply()).isEqualTo("226 Abort successful");
        assertThat(control.reply()).isEqualTo("426 Transfer aborted. Data connection closed");
        assertThat(control.command("NOOP")).isEqualTo("200 NOOP command successful");
      }
      assertThat(nat.trace().transferAttempts())
          .singleElement()
          .returns(TransferAttempt.Result.ABORTED, TransferAttempt::result);
    }
  }

  /** It hears of it when more comes, and ends its own side. */
  @Test
  void proftpdAnswersAborUnderTlsWhenTheClientHasEndedTheUpload() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PROFTPD_1_3);
        RawControl control = RawControl.securedWithData(nat)) {
      control.command("TYPE I");
      try (Socket data = control.overTls(control.tls(), opened(control, "STOR up"))) {
        control.send("ABOR\r\n");
        writeUntilTheServerEnds(data);
      }

      assertThat(control.reply()).isEqualTo("226 Abort successful");
      assertThat(control.reply())
          .isEqualTo(
              """
              426-Transfer aborted. Data connection closed
              426 Transfer aborted. Data connection closed""");
      assertThat(control.command("NOOP")).isEqualTo("200 NOOP command successful");
    }
  }

  /** So its client waits for ever. */
  @Test
  void pyftpdlibSaysNothingToAnUploadWhoseClientLeavesBeforeTheHandshake() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PYFTPDLIB_2);
        RawControl control = RawControl.securedWithData(nat)) {
      opened(control, "STOR up").close();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      String status = control.command("STAT");
      while (!status.contains("Data connection closed.") && System.nanoTime() < deadline) {
        status = control.command("STAT");
      }

      assertThat(status).startsWith("211-").contains("Data connection closed.");
      assertThat(control.command("NOOP")).startsWith("200 ");
    }
  }

  private static void writeUntilTheServerEnds(Socket data) throws IOException {
    data.setSoTimeout(10);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline) {
      data.getOutputStream().write('x');
      try {
        assertThat(data.getInputStream().read()).isNegative();
        return;
      } catch (SocketTimeoutException e) {
        // Not yet.
      }
    }
  }

  private static void makeBig(FtpNat nat) throws IOException {
    Path big = nat.serverDirectory().resolve("big");
    try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(BIG);
    }
  }

  /** A data connection on which the server waits for the handshake. */
  private static Socket opened(RawControl control, String command) throws IOException {
    Socket data = control.extendedPassive();
    assertThat(control.command(command)).matches("(?s)1(25|50)[ -].*");
    return data;
  }
}
