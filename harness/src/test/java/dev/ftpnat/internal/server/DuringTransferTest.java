package dev.ftpnat.internal.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.RawControl;
import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.net.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the control connection says while a data connection is in use, or is waited for. */
class DuringTransferTest {

  private static final int LARGE = 50_000_000;

  /** Doesn't answer connection attempts to port 9 until it is told to give up. */
  private static final class SilentNetwork extends LoopbackNetwork {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch givenUp = new CountDownLatch(1);

    @Override
    public Socket connect(Endpoint target) throws IOException {
      if (target.port() != 9) {
        return super.connect(target);
      }
      asked.countDown();
      try {
        givenUp.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new ConnectException("Connection timed out");
    }
  }

  private final SilentNetwork network = new SilentNetwork();
  @RegisterExtension final RunningServer server = new RunningServer(network);
  @TempDir Path home;

  @AfterEach
  void giveUp() {
    network.givenUp.countDown();
  }

  private void largeFile() throws IOException {
    Files.write(home.resolve("a"), new byte[LARGE]);
  }

  @Test
  void answersNoopAndStatDuringADownload() throws IOException {
    largeFile();
    try (RawControl client = LoopbackClient.login(server.start(home));
        Socket data = LoopbackClient.passive(client)) {
      client.send("RETR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(data.getInputStream().readNBytes(1_000_000)).hasSize(1_000_000);

      assertThat(client.command("NOOP")).isEqualTo("200 Command NOOP okay, transfer in progress.");
      assertThat(client.command("stat"))
          .matches("211-Transfer in progress:\n [1-9][0-9]* bytes so far\n211 End of status.");
      assertThat(client.command("NOOP")).startsWith("200 ");

      assertThat(LoopbackClient.readAll(data)).hasSize(LARGE - 1_000_000);
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.command("NOOP")).isEqualTo("200 Command NOOP okay.");
    }
  }

  @Test
  void anAborThatIsRefusedAbortsNothing() throws IOException {
    largeFile();
    int port = server.start(home, builder -> builder.refuse("ABOR"));
    try (RawControl client = LoopbackClient.login(port);
        Socket data = LoopbackClient.passive(client)) {
      client.send("RETR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      client.send("ABOR\r\n");

      assertThat(LoopbackClient.readAll(data)).hasSize(LARGE);
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.reply()).startsWith("502 ");
    }
  }

  @Test
  void answersNoopDuringAnUpload() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      Socket data = LoopbackClient.passive(client);
      client.send("STOR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      data.getOutputStream().write(new byte[100]);

      assertThat(client.command("NOOP")).startsWith("200 ");
      data.getOutputStream().write(new byte[100]);
      data.close();
      assertThat(client.reply()).startsWith("226 ");
      assertThat(home.resolve("a")).hasSize(200);
    }
  }

  @Test
  void answersNoopWhileItWaitsForTheClient() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      int port = client.pasv().port();
      client.send("NLST\r\n");
      assertThat(client.reply()).startsWith("150 ");

      assertThat(client.command("NOOP")).startsWith("200 ");
      LoopbackClient.readAll(LoopbackClient.connect(port));
      assertThat(client.reply()).startsWith("226 ");
    }
  }

  @Test
  void knowsThatATransferIsOverThatNeverBegan() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      // Longer than names can be.
      Socket data = LoopbackClient.passive(client);
      client.send("STOR " + "x".repeat(300) + "\r\n");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(client.reply()).startsWith("551 ");
      LoopbackClient.awaitEnd(data);

      assertThat(client.command("NOOP")).isEqualTo("200 Command NOOP okay.");
    }
  }

  @Test
  void answersOthersInTheirTurn() throws IOException {
    largeFile();
    try (RawControl client = LoopbackClient.login(server.start(home));
        Socket data = LoopbackClient.passive(client)) {
      client.send("RETR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(data.getInputStream().read()).isZero();

      // A NOOP behind a command that waits doesn't overtake it, and neither does QUIT end anything.
      client.send("PWD\r\nNOOP\r\nSTAT a\r\nQUIT\r\n");

      assertThat(LoopbackClient.readAll(data)).hasSize(LARGE - 1);
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.reply()).startsWith("257 ");
      assertThat(client.reply()).startsWith("200 ");
      assertThat(client.reply()).startsWith("213");
      assertThat(client.reply()).startsWith("221 ");
      assertThat(client.reply()).isNull();
    }
  }

  @Test
  void refusesNoopDuringATransferIfItDoesOtherwise() throws IOException {
    largeFile();
    int port = server.start(home, builder -> builder.refuse("NOOP"));
    try (RawControl client = LoopbackClient.login(port);
        Socket data = LoopbackClient.passive(client)) {
      client.send("RETR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      client.send("NOOP\r\n");
      LoopbackClient.readAll(data);

      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.reply()).startsWith("502 ");
    }
  }

  @Test
  void abortsAnUnansweredConnectionAttempt() throws Exception {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      client.command("PORT 127,0,0,1,0,9");
      client.send("NLST\r\n");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(network.asked.await(5, TimeUnit.SECONDS)).isTrue();

      assertThat(client.command("NOOP")).startsWith("200 ");
      assertThat(client.command("ABOR")).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
    }
  }

  /** In the same segment, so that the transfer's command may not have been looked at yet. */
  @ParameterizedTest
  @ValueSource(strings = {"RETR a", "STOR b", "LIST", "NLST", "MLSD"})
  void abortsATransferThatHasNotBegunYet(String command) throws IOException {
    Files.write(home.resolve("a"), new byte[LARGE]);
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      for (int n = 0; n < 20; n++) {
        try (Socket data = LoopbackClient.passive(client)) {
          client.send(command + "\r\nABOR\r\n");

          assertThat(client.reply()).startsWith("150 ");
          // A short listing may have been sent before.
          assertThat(client.reply())
              .matches(command.length() == 4 ? "(425|426|226) .*" : "42[56] .*");
          assertThat(client.reply()).startsWith("226 ");
          assertThat(data.isConnected()).isTrue();
        }
      }
      assertThat(client.command("NOOP")).startsWith("200 ");
      try (Socket data = LoopbackClient.passive(client)) {
        assertThat(client.command("RETR a")).startsWith("150 ");
        assertThat(LoopbackClient.readAll(data)).hasSize(LARGE);
        assertThat(client.reply()).startsWith("226 ");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RETR missing, 550",
    "STOR no/directory, 550",
    "APPE no/directory, 550",
    "STOR directory, 550",
    "LIST missing, 450"
  })
  void refusesBeforeTheClientSends(String command, String code) throws IOException {
    Files.createDirectory(home.resolve("directory"));
    try (RawControl client = LoopbackClient.login(server.start(home));
        Socket data = LoopbackClient.passive(client)) {
      client.send(command + "\r\nABOR\r\n");

      assertThat(client.reply()).startsWith(code + " ");
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.command("NOOP")).startsWith("200 ");
      assertThat(data.isConnected()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "private"})
  void endsADownloadThatNobodyReads(String protection) throws Exception {
    largeFile();
    int port = server.start(home, builder -> builder.stallTimeout(Duration.ofSeconds(1)));
    FTPClient client = client(protection.equals("private"), port);
    client.enterLocalPassiveMode();
    try {
      InputStream unread = client.retrieveFileStream("a");
      assertThat(unread.read()).isZero();

      assertThat(client.getReply()).isEqualTo(426);
      assertThat(client.sendNoOp()).isTrue();
    } finally {
      client.disconnect();
    }
  }

  @Test
  void endsAnUploadThatStandsStill() throws Exception {
    int port = server.start(home, builder -> builder.stallTimeout(Duration.ofSeconds(1)));
    try (RawControl client = LoopbackClient.login(port);
        Socket data = LoopbackClient.passive(client)) {
      client.send("STOR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      data.getOutputStream().write("half".getBytes(US_ASCII));

      assertThat(client.reply()).startsWith("426 ");
      assertThat(home.resolve("a")).hasContent("half");
    }
  }

  @Test
  void leavesATransferAloneThatMoves() throws Exception {
    Duration stall = Duration.ofSeconds(1);
    int port = server.start(home, builder -> builder.stallTimeout(stall));
    try (RawControl client = LoopbackClient.login(port)) {
      Socket data = LoopbackClient.passive(client);
      client.send("STOR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      long end = System.nanoTime() + stall.multipliedBy(2).toNanos();
      int sent = 0;
      // A round trip for each byte is what takes the time here.
      while (System.nanoTime() < end) {
        data.getOutputStream().write(1);
        sent++;
        assertThat(client.command("NOOP")).startsWith("200 ");
      }
      data.close();

      assertThat(client.reply()).startsWith("226 ");
      assertThat(home.resolve("a")).hasSize(sent);
    }
  }

  @Test
  void waitsForTheClientAsLongAsItIsTold() throws Exception {
    int port = server.start(home, builder -> builder.acceptTimeout(Duration.ofMillis(200)));
    try (RawControl client = LoopbackClient.login(port)) {
      client.pasv();
      client.send("NLST\r\n");

      assertThat(client.reply()).startsWith("150 ");
      assertThat(client.reply()).startsWith("425 ");
    }
  }

  @Test
  void waitsForTheHandshakeAsLongAsItIsTold() throws Exception {
    int port = server.start(home, builder -> builder.acceptTimeout(Duration.ofMillis(200)));
    FTPClient client = client(true, port);
    client.enterRemotePassiveMode();
    try (Socket silent = LoopbackClient.connect(client.getPassivePort())) {
      assertThat(client.sendCommand("NLST")).isEqualTo(150);

      assertThat(client.getReply()).isEqualTo(425);
      LoopbackClient.awaitEnd(silent);
    } finally {
      client.disconnect();
    }
  }

  @ParameterizedTest
  @CsvSource({"download, false", "download, true", "upload, false", "upload, true"})
  void keepsCommonsNetAlive(String direction, boolean secured) throws Exception {
    // More than the buffers on the way hold.
    int size = 20_000_000;
    Files.write(home.resolve("a"), new byte[size]);
    FTPClient client = client(secured, server.start(home));
    client.setControlKeepAliveTimeout(Duration.ofMillis(1));
    client.setControlKeepAliveReplyTimeout(Duration.ofSeconds(5));
    client.enterLocalPassiveMode();
    try {
      if (direction.equals("download")) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        assertThat(client.retrieveFile("a", pausing(received))).isTrue();
        assertThat(received.size()).isEqualTo(size);
      } else {
        assertThat(client.storeFile("b", pausing(new ByteArrayInputStream(new byte[size]))))
            .isTrue();
        assertThat(home.resolve("b")).hasSize(size);
      }
      assertThat(server.log.lines)
          .map(line -> line.substring(line.indexOf('<') + 1).strip())
          .containsSubsequence(
              "200 Command NOOP okay, transfer in progress.", "226 Transfer complete.");

      // No reply is left over.
      assertThat(client.printWorkingDirectory()).isEqualTo("/");
      assertThat(client.sendCommand("SYST")).isEqualTo(215);
    } finally {
      client.disconnect();
    }
  }

  private static OutputStream pausing(OutputStream out) {
    return new FilterOutputStream(out) {
      private int pauses;

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        pause(pauses++);
        out.write(bytes, offset, length);
      }
    };
  }

  private static InputStream pausing(InputStream in) {
    return new FilterInputStream(in) {
      private int pauses;

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        pause(pauses++);
        return in.read(bytes, offset, length);
      }
    };
  }

  /** Takes longer than the client waits before it says NOOP, for the first few times. */
  private static void pause(int before) {
    long end = System.nanoTime() + Duration.ofMillis(before < 10 ? 2 : 0).toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static FTPClient client(boolean secured, int port) throws IOException {
    FTPClient client =
        secured
            ? new FTPSClient(false, CertificateAuthority.shared().clientContext())
            : new FTPClient();
    client.setDataTimeout(Duration.ofSeconds(5));
    client.setBufferSize(256 * 1024);
    client.connect("127.0.0.1", port);
    client.login("ftpnat", "secret");
    client.setFileType(FTP.BINARY_FILE_TYPE);
    if (client instanceof FTPSClient privately) {
      privately.execPBSZ(0);
      privately.execPROT("P");
    }
    return client;
  }
}
