package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.topology.DataTls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients with other TLS libraries meet servers that insist on sessions, and fare as with the real
 * ones: OpenSSL's with and without a session of its own, curl's, which forgets it, and GnuTLS.
 */
class ClientSessionsTest {

  private static final int TRANSFERS = 6;
  private static final long LIMIT_SECONDS = 60;

  @TempDir Path home;
  @TempDir Path client;
  @RegisterExtension final RunningServer server = new RunningServer();

  private final byte[] content = "x".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
  private int port;

  private void start(String kind, String version) throws IOException {
    Files.write(home.resolve("file.bin"), content);
    DataTls settings =
        switch (kind) {
          case "vsftpd" -> DataTls.vsftpd();
          case "proftpd" -> DataTls.proftpd();
          default -> DataTls.fileZilla();
        };
    port = server.start(home, it -> it.tlsProtocols("TLSv" + version).dataTls(settings));
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path out = client.resolve("out");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(client.resolve("err").toFile())
              .start();
    } catch (IOException e) {
      return abort(
          command[0] + " is missing: apt-get install " + command[0] + " (" + e.getMessage() + ")");
    }
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          command[0] + " doesn't end: " + Files.readString(client.resolve("err")));
    }
    return Files.readString(out);
  }

  private long whole(Path directory, String prefix) throws IOException {
    long count = 0;
    for (int n = 0; n < TRANSFERS; n++) {
      Path file = directory.resolve(prefix + n);
      count += Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content) ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource({
    "vsftpd, 1.2, as-it-is, 0 0", "vsftpd, 1.3, as-it-is, 0 0",
    "proftpd, 1.2, as-it-is, 0 0", "proftpd, 1.3, as-it-is, 0 0",
    "fileZilla, 1.2, as-it-is, 0 0", "fileZilla, 1.3, as-it-is, 0 0",
    "vsftpd, 1.2, resuming, 6 6", "vsftpd, 1.3, resuming, 6 6",
    "proftpd, 1.2, resuming, 6 6", "proftpd, 1.3, resuming, 6 6",
    "fileZilla, 1.2, resuming, 6 6", "fileZilla, 1.3, resuming, 6 6"
  })
  void ftplib(String kind, String version, String how, String expected) throws Exception {
    start(kind, version);
    Path script = client.resolve("ftplib_sessions.py");
    try (InputStream source = getClass().getResourceAsStream("ftplib_sessions.py")) {
      Files.copy(source, script);
    }
    assertThat(run("python3", script.toString(), "" + port, version, "" + TRANSFERS, how).strip())
        .as("%s", Files.readString(client.resolve("err")))
        .isEqualTo(expected);
  }

  /** curl resumes, but with TLS 1.3 it uses a ticket once, and reads no new one on an upload. */
  @ParameterizedTest
  @CsvSource({
    "vsftpd, 1.2, true", "vsftpd, 1.3, false",
    "proftpd, 1.2, true", "proftpd, 1.3, false",
    "fileZilla, 1.2, true", "fileZilla, 1.3, false"
  })
  void curl(String kind, String version, boolean uploadsAll) throws Exception {
    start(kind, version);
    Path up = Files.write(client.resolve("up"), content);
    List<String> options =
        List.of(
            "curl",
            "-q",
            "-sS",
            "--insecure",
            "--ssl-reqd",
            "--user",
            "ftpnat:secret",
            "--tlsv" + version,
            "--tls-max",
            version,
            "--max-time",
            "50");
    List<String> down = new ArrayList<>(options);
    List<String> uploads = new ArrayList<>(options);
    for (int n = 0; n < TRANSFERS; n++) {
      down.addAll(List.of("-o", client.resolve("down" + n).toString(), url("file.bin")));
      uploads.addAll(List.of("-T", up.toString(), url("up" + n)));
    }
    run(down.toArray(String[]::new));
    assertThat(whole(client, "down")).isEqualTo(TRANSFERS);
    run(uploads.toArray(String[]::new));
    if (uploadsAll) {
      assertThat(whole(home, "up")).isEqualTo(TRANSFERS);
    } else {
      assertThat(whole(home, "up")).isBetween(1L, TRANSFERS - 1L);
    }
  }

  private String url(String name) {
    return "ftp://127.0.0.1:" + port + "/" + name;
  }

  @ParameterizedTest
  @CsvSource({
    "vsftpd, 1.2",
    "vsftpd, 1.3",
    "proftpd, 1.2",
    "proftpd, 1.3",
    "fileZilla, 1.2",
    "fileZilla, 1.3"
  })
  void lftp(String kind, String version) throws Exception {
    start(kind, version);
    Path up = Files.write(client.resolve("up"), content);
    List<String> script =
        new ArrayList<>(
            List.of(
                "set ssl:verify-certificate no",
                "set ssl:priority NORMAL:-VERS-ALL:+VERS-TLS" + version,
                "set ftp:ssl-force yes",
                "set ftp:ssl-protect-data yes",
                "set net:timeout 10",
                "set net:max-retries 1",
                "open -u ftpnat,secret ftp://127.0.0.1:" + port));
    for (int n = 0; n < TRANSFERS; n++) {
      script.add("get file.bin -o " + client.resolve("down" + n));
      script.add("put %s -o up%d".formatted(up, n));
    }
    run("lftp", "--norc", "-c", String.join("; ", script));
    assertThat(whole(client, "down"))
        .as("%s", Files.readString(client.resolve("err")))
        .isEqualTo(TRANSFERS);
    assertThat(whole(home, "up")).isEqualTo(TRANSFERS);
    assertThat(server.log.handshakes)
        .filteredOn(line -> line.contains("DATA"))
        .hasSize(2 * TRANSFERS)
        .allMatch(line -> line.endsWith("resumed"));
  }
}
