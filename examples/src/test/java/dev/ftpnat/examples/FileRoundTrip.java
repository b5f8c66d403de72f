package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ftpnat.FtpNat;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPSClient;

/** Uploads, lists, downloads and deletes a file with commons-net, and compares every byte. */
final class FileRoundTrip {

  private static final int SIZE = 100_000;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DATA_TIMEOUT = Duration.ofSeconds(3);

  private final FtpNat nat;
  private final ClientMode mode;
  private final boolean encrypted;

  FileRoundTrip(FtpNat nat, ClientMode mode, boolean encrypted) {
    this.nat = nat;
    this.mode = mode;
    this.encrypted = encrypted;
  }

  /**
   * Runs it.
   *
   * @return whether the client could log in and transfer; false if the server refused the login or
   *     a transfer
   * @throws IOException if the client did
   */
  boolean run() throws IOException {
    FTPClient client = newClient();
    client.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    client.setDataTimeout(DATA_TIMEOUT);
    client.setDefaultTimeout((int) CONNECT_TIMEOUT.toMillis());
    try {
      client.connect(nat.host(), nat.port());
      if (!client.login(nat.username(), nat.password())) {
        return false;
      }
      if (client instanceof FTPSClient secured) {
        secured.execPBSZ(0);
        secured.execPROT("P");
      }
      client.setFileType(FTP.BINARY_FILE_TYPE);
      mode.configure(client, nat);
      return transferBothWays(client);
    } finally {
      client.disconnect();
    }
  }

  private FTPClient newClient() {
    if (!encrypted) {
      return new FTPClient();
    }
    boolean implicit = nat.topology().server().tls() == TlsMode.IMPLICIT;
    FTPSClient client = new FTPSClient(implicit, nat.clientSslContext());
    client.setEndpointCheckingEnabled(true);
    return client;
  }

  private boolean transferBothWays(FTPClient client) throws IOException {
    byte[] content = new byte[SIZE];
    new Random(mode.name().hashCode()).nextBytes(content);
    if (!client.storeFile("up.bin", new ByteArrayInputStream(content))) {
      return false;
    }
    Path stored = nat.serverDirectory().resolve("up.bin");
    assertThat(stored).hasBinaryContent(content);

    assertThat(client.listFiles())
        .extracting(FTPFile::getName, FTPFile::getSize)
        .containsExactly(tuple("up.bin", (long) SIZE));

    ByteArrayOutputStream downloaded = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("up.bin", downloaded)).isTrue();
    assertThat(downloaded.toByteArray()).isEqualTo(content);

    assertThat(client.deleteFile("up.bin")).isTrue();
    assertThat(Files.exists(stored)).isFalse();
    return true;
  }
}
