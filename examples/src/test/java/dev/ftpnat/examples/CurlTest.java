package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.trace.event.ServerEvent.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client in another process, which gets onto the network through its SOCKS server. The argument
 * of every test is whether it says {@code --ssl-reqd}.
 */
@FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
class CurlTest {

  private static final int SIZE = 300_000;

  @TempDir Path local;

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    new Random(7).nextBytes(content);
    return content;
  }

  private static String curl(FtpNat nat, boolean encrypted, String path, String... options)
      throws Exception {
    Curl.Result result = new Curl(nat, encrypted).run(path, options);
    assertThat(result.status()).as("exit status of curl, which said: %s", result.output()).isZero();
    return result.output();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void downloads(boolean encrypted, FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");

    assertThat(curl(nat, encrypted, "report.csv")).isEqualTo("a;b");
    assertThat(nat.trace().commands().stream().anyMatch(Command::encrypted)).isEqualTo(encrypted);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void uploads(boolean encrypted, FtpNat nat) throws Exception {
    Path file = Files.write(local.resolve("up.bin"), content());

    curl(nat, encrypted, "a/b/up.bin", "--ftp-create-dirs", "-T", file.toString());

    assertThat(nat.serverDirectory().resolve("a/b/up.bin")).hasBinaryContent(content());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resumesADownload(boolean encrypted, FtpNat nat) throws Exception {
    Files.write(nat.serverDirectory().resolve("down.bin"), content());
    Path file = Files.write(local.resolve("down.bin"), Arrays.copyOf(content(), SIZE / 3));

    curl(nat, encrypted, "down.bin", "-C", "-", "-o", file.toString());

    assertThat(file).hasBinaryContent(content());
    assertThat(nat.trace().commands()).extracting(Command::line).contains("REST " + SIZE / 3);
  }

  /** curl asks for the size and says APPE. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resumesAnUpload(boolean encrypted, FtpNat nat) throws Exception {
    Path stored = nat.serverDirectory().resolve("up.bin");
    Files.write(stored, Arrays.copyOf(content(), SIZE / 3));
    Path file = Files.write(local.resolve("up.bin"), content());

    curl(nat, encrypted, "up.bin", "-C", "-", "-T", file.toString());

    assertThat(stored).hasBinaryContent(content());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void appends(boolean encrypted, FtpNat nat) throws Exception {
    Path stored = Files.writeString(nat.serverDirectory().resolve("log"), "one");
    Path file = Files.writeString(local.resolve("more"), "two");

    curl(nat, encrypted, "log", "--append", "-T", file.toString());

    assertThat(stored).hasContent("onetwo");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void renamesAndDeletes(boolean encrypted, FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("old"), "x");
    Files.writeString(nat.serverDirectory().resolve("gone"), "x");

    curl(nat, encrypted, "", "-I", "-Q", "RNFR old", "-Q", "RNTO new", "-Q", "DELE gone");

    assertThat(nat.serverDirectory().toFile().list()).containsExactly("new");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tellsSizeAndTime(boolean encrypted, FtpNat nat) throws Exception {
    Path file = Files.write(nat.serverDirectory().resolve("a.bin"), content());
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-02-03T04:05:06Z")));

    assertThat(curl(nat, encrypted, "a.bin", "-I").lines())
        .contains("Last-Modified: Tue, 03 Feb 2026 04:05:06 GMT", "Content-Length: " + SIZE);
  }

  @ParameterizedTest
  @CsvSource({
    "LIST, false",
    "LIST, true",
    "NLST, false",
    "NLST, true",
    "MLSD, false",
    "MLSD, true"
  })
  void listsALargeDirectory(String command, boolean encrypted, FtpNat nat) throws Exception {
    int files = 250;
    for (int i = 0; i < files; i++) {
      Files.writeString(nat.serverDirectory().resolve("file number %03d €".formatted(i)), "x");
    }
    String[] options =
        switch (command) {
          case "NLST" -> new String[] {"--list-only"};
          case "MLSD" -> new String[] {"-X", "MLSD"};
          default -> new String[0];
        };

    assertThat(
            curl(nat, encrypted, "", options).lines().map(line -> line.replaceAll(".*file n", "n")))
        .containsExactlyInAnyOrder(
            IntStream.range(0, files).mapToObj("number %03d €"::formatted).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void transfersEmptyFiles(boolean encrypted, FtpNat nat) throws Exception {
    Path file = Files.createFile(local.resolve("empty"));

    curl(nat, encrypted, "empty", "-T", file.toString());

    assertThat(nat.serverDirectory().resolve("empty")).isEmptyFile();
    assertThat(curl(nat, encrypted, "empty")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "multicwd, false",
    "multicwd, true",
    "nocwd, false",
    "nocwd, true",
    "singlecwd, false",
    "singlecwd, true"
  })
  void findsFilesByEveryMethod(String method, boolean encrypted, FtpNat nat) throws Exception {
    Path directory = nat.serverDirectory().resolve("Übersicht 2026/\uD83D\uDE00");
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("a \"b\" c.txt"), "found");

    assertThat(
            curl(
                nat,
                encrypted,
                "%C3%9Cbersicht%202026/%F0%9F%98%80/a%20%22b%22%20c.txt",
                "--ftp-method",
                method))
        .isEqualTo("found");
  }

  /** curl closes the data connection early and doesn't wait for the 226 or 426. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesAPart(boolean encrypted, FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("a.txt"), "0123456789".repeat(1_000_000));

    assertThat(curl(nat, encrypted, "a.txt", "-r", "13-17")).isEqualTo("34567");
    assertThat(curl(nat, encrypted, "a.txt", "-r", "-5")).isEqualTo("56789");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusesAFileThatIsTooLarge(boolean encrypted, FtpNat nat) throws Exception {
    Files.write(nat.serverDirectory().resolve("a.bin"), content());

    assertThat(new Curl(nat, encrypted).run("a.bin", "--max-filesize", "1000").status())
        .as("exit status for CURLE_FILESIZE_EXCEEDED")
        .isEqualTo(63);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void convertsLineEnds(boolean encrypted, FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("a.txt"), "one\ntwo\n");

    assertThat(curl(nat, encrypted, "a.txt", "--use-ascii")).isIn("one\r\ntwo\r\n", "one\ntwo\n");
  }

  /** 227 names the private address, which curl ignores by default. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void usesPasvIfTold(boolean encrypted, FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("a.txt"), "x");

    assertThat(curl(nat, encrypted, "a.txt", "--disable-epsv")).isEqualTo("x");
    assertThat(nat.trace().commands()).extracting(Command::line).contains("PASV");
  }
}
