package dev.ftpnat.internal.server.personality;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the record has of transfers, whoever plays the server. */
class PlayedTransfersTest {

  private static FtpNat start(ServerPersonality personality) {
    return FtpNat.start(
        Topology.builder().server(server -> server.personality(personality)).build());
  }

  @ParameterizedTest
  @EnumSource
  void tellsHowManyBytesWereTransferred(ServerPersonality personality) throws IOException {
    try (FtpNat nat = start(personality)) {
      Files.writeString(nat.serverDirectory().resolve("six"), "123456");
      try (RawControl control = RawControl.login(nat)) {
        control.command("TYPE I");
        assertThat(control.download("RETR six")).isEqualTo("123456");
        control.upload("STOR five", "12345");
      }

      assertThat(nat.serverDirectory().resolve("five")).hasContent("12345");
      assertThat(nat.trace().only(Transfer.class))
          .extracting(Transfer::command, Transfer::bytes, Transfer::completed)
          .containsExactly(tuple("RETR six", 6L, true), tuple("STOR five", 5L, true));
    }
  }

  /** By vsftpd it isn't, unless it is told to: it sends files as they are. */
  @ParameterizedTest
  @EnumSource(names = "VSFTPD_3_0", mode = EnumSource.Mode.EXCLUDE)
  void tellsThatABinaryFileWasSentAsText(ServerPersonality personality) throws IOException {
    try (FtpNat nat = start(personality)) {
      Files.write(nat.serverDirectory().resolve("five"), "a\0b\nc".getBytes(ISO_8859_1));
      try (RawControl control = RawControl.login(nat)) {
        control.command("TYPE A");
        assertThat(control.download("RETR five")).isEqualTo("a\0b\r\nc");
        control.upload("STOR six", "a\0b\r\nc");
      }

      assertThat(nat.serverDirectory().resolve("six")).hasSize(5);
      assertThat(nat.trace().only(TextTransfer.class))
          .extracting(TextTransfer::command, TextTransfer::fileBytes, TextTransfer::sentBytes)
          .containsExactly(tuple("RETR five", 5L, 6L), tuple("STOR six", 5L, 6L));
      assertThat(nat.trace().diagnoses()).extracting(Diagnosis::cause).contains(Cause.SENT_AS_TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsNothingOfTextThatIsText(ServerPersonality personality) throws IOException {
    try (FtpNat nat = start(personality)) {
      Files.writeString(nat.serverDirectory().resolve("text"), "a\nb\n");
      try (RawControl control = RawControl.login(nat)) {
        control.command("TYPE A");
        control.download("RETR text");
        control.upload("STOR other", "a\r\nb\r\n");
      }

      assertThat(nat.trace().only(TextTransfer.class)).isEqualTo(List.of());
    }
  }

  /** It hears what is said only when something has come. */
  @Test
  void proftpdTellsNothingOfHowMuchOfAnUploadIsToCome() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PROFTPD_1_3);
        RawControl control = RawControl.login(nat);
        Socket data = control.extendedPassive()) {
      control.command("TYPE I");
      control.command("STOR up");
      control.send("STAT\r\n");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (control.socket().getInputStream().available() == 0 && System.nanoTime() < deadline) {
        data.getOutputStream().write('x');
      }

      assertThat(control.reply()).containsPattern("\n STOR /up \\(\\d+\\)\n211 ");
    }
  }

  /** In binary and in clear, where the kernel sends what it was given last. */
  @Test
  void pyftpdlibGoesOnWithTheFileThatIsAskedForDuringADownload() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PYFTPDLIB_2)) {
      Path big = nat.serverDirectory().resolve("big");
      try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
        file.setLength(1 << 26);
      }
      Files.writeString(nat.serverDirectory().resolve("six"), "123456");
      try (RawControl control = RawControl.login(nat)) {
        control.command("TYPE I");
        byte[] content;
        try (Socket data = control.extendedPassive()) {
          control.command("RETR big");
          assertThat(data.getInputStream().read()).isZero();
          assertThat(control.command("RETR six"))
              .isEqualTo("125 Data connection already open. Transfer starting.");
          content = data.getInputStream().readAllBytes();
        }

        assertThat(content).endsWith("123456".getBytes(ISO_8859_1)).hasSizeLessThan(1 << 26);
        assertThat(control.reply()).isEqualTo("226 Transfer complete.");
        assertThat(control.command("NOOP")).startsWith("200 ");
      }
    }
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static void awaitEndOfControl(FtpNat nat) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (nat.trace().only(ConnectionEnd.class).isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /** They don't look at the control connection while a transfer runs. */
  @ParameterizedTest
  @EnumSource(names = {"VSFTPD_3_0", "PROFTPD_1_3", "INETUTILS_2"})
  void someGoOnWithTheUploadOfAClientThatHasResetItsControlConnection(ServerPersonality personality)
      throws IOException {
    try (FtpNat nat = start(personality);
        RawControl control = RawControl.login(nat);
        Socket data = control.extendedPassive()) {
      control.command("STOR up");
      data.getOutputStream().write("123".getBytes(ISO_8859_1));
      reset(control.socket());
      awaitEndOfControl(nat);
      data.getOutputStream().write("456".getBytes(ISO_8859_1));
      data.shutdownOutput();

      assertThat(data.getInputStream().read()).isEqualTo(-1);
      assertThat(nat.serverDirectory().resolve("up")).hasContent("123456");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PURE_FTPD_1_0", "PYFTPDLIB_2"})
  void othersCutIt(ServerPersonality personality) throws IOException {
    try (FtpNat nat = start(personality);
        RawControl control = RawControl.login(nat);
        Socket data = control.extendedPassive()) {
      control.command("STOR up");
      reset(control.socket());

      assertThat(hasEnded(data)).isTrue();
    }
  }

  /** By a reset if the server hadn't accepted it yet. */
  private static boolean hasEnded(Socket data) throws IOException {
    try {
      return data.getInputStream().read() == -1;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void anUploadThatGoesOnEndsWithTheServer() throws IOException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    FtpNat nat = start(ServerPersonality.VSFTPD_3_0);
    try (RawControl control = RawControl.login(nat);
        Socket data = control.extendedPassive()) {
      control.command("STOR up");
      data.getOutputStream().write('x');
      reset(control.socket());
      awaitEndOfControl(nat);

      assertTimeoutPreemptively(Duration.ofSeconds(20), nat::close);
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> !before.contains(thread))
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("ftpnat-session-"));
    } finally {
      nat.close();
    }
  }

  /** When something has come; it may be heard only by a client that has closed half of it. */
  @Test
  void proftpdCutsTheUploadOfAClientThatHasClosedItsControlConnection() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PROFTPD_1_3);
        RawControl control = RawControl.login(nat);
        Socket data = control.extendedPassive()) {
      control.command("STOR up");
      control.socket().shutdownOutput();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (control.socket().getInputStream().available() == 0 && System.nanoTime() < deadline) {
        try {
          data.getOutputStream().write('x');
        } catch (SocketException e) {
          break;
        }
      }

      assertThat(control.reply()).isEqualTo("426 Transfer aborted. Data connection closed.");
      assertThat(control.reply()).isNull();
    }
  }

  /** The kernel sends it, and nobody looks. */
  @Test
  void proftpdGoesOnWithABinaryDownloadInClear() throws IOException {
    try (FtpNat nat = start(ServerPersonality.PROFTPD_1_3);
        RawControl control = RawControl.login(nat);
        Socket data = control.extendedPassive()) {
      Path big = nat.serverDirectory().resolve("big");
      try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
        file.setLength(1 << 25);
      }
      control.command("TYPE I");
      control.command("RETR big");
      control.socket().shutdownOutput();

      assertThat(data.getInputStream().readAllBytes()).hasSize(1 << 25);
      data.shutdownOutput();
      assertThat(control.reply()).isEqualTo("226 Transfer complete");
    }
  }

  @Test
  void vsftpdKnowsAbortBehindTheSignalsOfTelnet() throws IOException {
    try (FtpNat nat = start(ServerPersonality.VSFTPD_3_0);
        RawControl control = RawControl.login(nat)) {
      control.send("\u00ff\u00f4\u00ff\u00f2ABOR\r\n".getBytes(ISO_8859_1));

      assertThat(control.reply()).isEqualTo("225 No transfer to ABOR.");
    }
  }
}
