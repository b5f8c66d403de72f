package dev.ftpnat.internal.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.server.LoopbackNetwork;
import dev.ftpnat.internal.server.RunningServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an ordinary client does with files, in every mode. */
class FileCommandsTest {

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;
  private final FTPClient client = new FTPClient();

  enum Mode {
    PASV,
    EPSV,
    PORT
  }

  @BeforeEach
  void logIn() throws IOException {
    client.setDataTimeout(Duration.ofSeconds(5));
    client.connect(LoopbackNetwork.LOOPBACK, server.start(home));
    assertThat(client.login("ftpnat", "secret")).isTrue();
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.disconnect();
  }

  private void use(Mode mode) {
    client.setUseEPSVwithIPv4(mode == Mode.EPSV);
    if (mode == Mode.PORT) {
      client.enterLocalActiveMode();
    }
  }

  @ParameterizedTest
  @EnumSource
  void transfersBothWays(Mode mode) throws IOException {
    use(mode);
    byte[] content = new byte[3_000_000];
    new Random(7).nextBytes(content);

    assertThat(client.storeFile("a.bin", new ByteArrayInputStream(content))).isTrue();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("a.bin", received)).isTrue();

    assertThat(home.resolve("a.bin")).hasBinaryContent(content);
    assertThat(received.toByteArray()).isEqualTo(content);
    assertThat(server.network.listening).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void transfersEmptyFilesAndListings(Mode mode) throws IOException {
    use(mode);

    assertThat(client.listFiles()).isEmpty();
    assertThat(client.storeFile("empty", new ByteArrayInputStream(new byte[0]))).isTrue();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("empty", received)).isTrue();

    assertThat(home.resolve("empty")).isEmptyFile();
    assertThat(received.size()).isZero();
  }

  @Test
  void lists() throws IOException {
    Files.writeString(home.resolve("report.csv"), "a;b");
    Files.createDirectory(home.resolve("archive"));

    assertThat(client.listNames()).containsExactlyInAnyOrder("archive", "report.csv");
    assertThat(client.listFiles())
        .extracting(FTPFile::getName)
        .containsExactlyInAnyOrder("archive", "report.csv");
    assertThat(client.mlistDir())
        .filteredOn(FTPFile::isFile)
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.getName()).isEqualTo("report.csv");
              assertThat(file.getSize()).isEqualTo(3);
            });
  }

  @Test
  void tellsSizeAndTime() throws IOException {
    Path file = Files.writeString(home.resolve("report.csv"), "a;b");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-02-03T04:05:06Z")));

    assertThat(client.getSize("report.csv")).isEqualTo("3");
    assertThat(client.getModificationTime("report.csv")).startsWith("20260203040506");
    assertThat(client.mlistFile("report.csv").getSize()).isEqualTo(3);
  }

  @Test
  void changesFilesAndDirectories() throws IOException {
    assertThat(client.makeDirectory("in")).isTrue();
    assertThat(client.changeWorkingDirectory("in")).isTrue();
    assertThat(client.printWorkingDirectory()).isEqualTo("/in");
    assertThat(client.storeFile("a", bytes("one"))).isTrue();
    assertThat(client.appendFile("a", bytes("two"))).isTrue();
    assertThat(client.rename("a", "b")).isTrue();
    assertThat(home.resolve("in/b")).hasContent("onetwo");

    assertThat(client.deleteFile("b")).isTrue();
    assertThat(client.changeToParentDirectory()).isTrue();
    assertThat(client.removeDirectory("in")).isTrue();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void keepsUnicodeNames() throws IOException {
    int port = client.getRemotePort();
    client.disconnect();
    client.setControlEncoding("UTF-8");
    client.connect(LoopbackNetwork.LOOPBACK, port);
    client.login("ftpnat", "secret");
    client.enterLocalPassiveMode();

    assertThat(client.storeFile("Übersicht €.txt", bytes("x"))).isTrue();
    assertThat(client.listNames()).containsExactly("Übersicht €.txt");
    assertThat(home.resolve("Übersicht €.txt")).exists();
  }

  /** commons-net says REST before RETR; other clients say it before PASV. */
  @ParameterizedTest
  @EnumSource
  void resumes(Mode mode) throws IOException {
    use(mode);
    byte[] content = new byte[100_000];
    new Random(7).nextBytes(content);
    Files.write(home.resolve("a.bin"), content);

    client.setRestartOffset(99_990);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("a.bin", received)).isTrue();

    assertThat(received.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 99_990, 100_000));
  }

  @Test
  void refusesOtherUsers() throws IOException {
    FTPClient stranger = new FTPClient();
    stranger.connect(LoopbackNetwork.LOOPBACK, client.getRemotePort());
    try {
      assertThat(stranger.login("ftpnat", "wrong")).isFalse();
      assertThat(stranger.getReplyCode()).isEqualTo(530);
      assertThat(stranger.login("anonymous", "me@example.com")).isFalse();
      assertThat(stranger.getReplyCode()).isEqualTo(530);
      assertThat(stranger.login("ftpnat", "secret")).isTrue();
    } finally {
      stranger.disconnect();
    }
  }

  @Test
  void sendsSmallFilesWithoutWaitingForAcknowledgements() throws IOException {
    Files.write(home.resolve("small"), new byte[100]);
    retrieve("small");

    Duration fastest = Duration.ofMinutes(1);
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      retrieve("small");
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      fastest = taken.compareTo(fastest) < 0 ? taken : fastest;
    }

    // With Nagle's algorithm on either connection each of them takes 40 ms or more.
    assertThat(fastest).isLessThan(Duration.ofMillis(30));
  }

  private void retrieve(String name) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    assertThat(client.retrieveFile(name, received)).isTrue();
    assertThat(received.size()).isEqualTo(100);
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
