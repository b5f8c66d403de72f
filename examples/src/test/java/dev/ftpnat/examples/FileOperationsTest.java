package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commons-net does with files through a NAT, in clear and with PROT P. */
@FtpNatEnvironment(Scenario.EXTERNAL_ADDRESS)
class FileOperationsTest {

  private static final int SIZE = 300_000;

  private interface Work {
    void with(FTPClient client) throws IOException;
  }

  private static void loggedIn(FtpNat nat, boolean encrypted, ClientMode mode, Work work)
      throws IOException {
    FTPClient client = encrypted ? Clients.secured(nat) : Clients.plain(nat);
    try {
      client.setDataTimeout(Duration.ofSeconds(5));
      client.setFileType(FTP.BINARY_FILE_TYPE);
      mode.configure(client, nat);
      work.with(client);
    } finally {
      client.disconnect();
    }
  }

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    new Random(7).nextBytes(content);
    return content;
  }

  private static InputStream bytes(byte[] content, int from) {
    return new ByteArrayInputStream(content, from, content.length - from);
  }

  @ParameterizedTest
  @CsvSource({
    "PASSIVE, false",
    "PASSIVE, true",
    "EPSV, false",
    "EPSV, true",
    "ACTIVE, false",
    "ACTIVE, true"
  })
  void resumesBothWays(ClientMode mode, boolean encrypted, FtpNat nat) throws IOException {
    Path file = nat.serverDirectory().resolve("a.bin");
    Files.write(file, content());

    loggedIn(
        nat,
        encrypted,
        mode,
        client -> {
          ByteArrayOutputStream rest = new ByteArrayOutputStream();
          client.setRestartOffset(SIZE - 10);
          assertThat(client.retrieveFile("a.bin", rest)).isTrue();
          assertThat(rest.toByteArray()).isEqualTo(Arrays.copyOfRange(content(), SIZE - 10, SIZE));

          Files.write(file, Arrays.copyOf(content(), SIZE / 2));
          client.setRestartOffset(SIZE / 2);
          assertThat(client.storeFile("a.bin", bytes(content(), SIZE / 2))).isTrue();
          assertThat(file).hasBinaryContent(content());

          // The offset is for one transfer.
          assertThat(client.storeFile("a.bin", bytes(content(), SIZE - 5))).isTrue();
          assertThat(file).hasSize(5);
          assertThat(client.appendFile("a.bin", bytes(content(), SIZE - 7))).isTrue();
          assertThat(file).hasSize(12);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void listsALargeDirectory(boolean encrypted, FtpNat nat) throws IOException {
    int files = 250;
    for (int i = 0; i < files; i++) {
      Files.writeString(nat.serverDirectory().resolve("file number " + i), "x");
    }
    String[] names =
        IntStream.range(0, files).mapToObj(i -> "file number " + i).toArray(String[]::new);

    loggedIn(
        nat,
        encrypted,
        ClientMode.PASSIVE,
        client -> {
          assertThat(client.listFiles())
              .extracting(FTPFile::getName)
              .containsExactlyInAnyOrder(names);
          assertThat(client.listNames()).containsExactlyInAnyOrder(names);
          assertThat(client.mlistDir())
              .extracting(FTPFile::getName)
              .containsExactlyInAnyOrder(names);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void renamesAndTellsSizeAndTime(boolean encrypted, FtpNat nat) throws IOException {
    Path file = Files.write(nat.serverDirectory().resolve("old name"), content());
    Instant modified = Instant.parse("2026-02-03T04:05:06Z");
    Files.setLastModifiedTime(file, FileTime.from(modified));

    loggedIn(
        nat,
        encrypted,
        ClientMode.PASSIVE,
        client -> {
          assertThat(client.rename("old name", "new \"name\"")).isTrue();
          assertThat(client.getSize("new \"name\"")).isEqualTo(String.valueOf(SIZE));
          assertThat(client.mdtmInstant("new \"name\"")).isEqualTo(modified);
          assertThat(client.mlistFile("new \"name\"").getSize()).isEqualTo(SIZE);
          assertThat(client.makeDirectory("6\" nails")).isTrue();
          assertThat(client.changeWorkingDirectory("6\" nails")).isTrue();
          assertThat(client.printWorkingDirectory()).isEqualTo("/6\" nails");
          assertThat(client.rename("nothing", "something")).isFalse();
          assertThat(client.getReplyCode()).isEqualTo(550);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void abortsADownload(boolean encrypted, FtpNat nat) throws IOException {
    Files.write(nat.serverDirectory().resolve("large"), new byte[30_000_000]);

    loggedIn(
        nat,
        encrypted,
        ClientMode.PASSIVE,
        client -> {
          InputStream unread = client.retrieveFileStream("large");
          assertThat(unread.read()).isZero();

          assertThat(client.abort()).isFalse();
          assertThat(client.getReplyCode()).isEqualTo(426);
          assertThat(client.getReply()).isEqualTo(226);

          ByteArrayOutputStream received = new ByteArrayOutputStream();
          Files.writeString(nat.serverDirectory().resolve("small"), "x");
          assertThat(client.retrieveFile("small", received)).isTrue();
          assertThat(received.toString(StandardCharsets.US_ASCII)).isEqualTo("x");
        });
  }
}
