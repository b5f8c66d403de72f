package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.junit.FtpNatMatrix;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.trace.diagnosis.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/**
 * Servers that insist on the control connection's TLS session, as vsftpd, ProFTPD and FileZilla
 * Server do, and commons-net's client. The guide's page on it shows the table.
 */
class SessionReuseTest {

  private static final int TRANSFERS = 5;
  private static final Path PAGE = Path.of("../src/site/markdown/session-reuse.md");

  @Test
  @FtpNatEnvironment(sessionReuse = SessionReuse.REQUIRED_SAME_CONTROL)
  void commonsNetAsItIsGetsNothing(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();
    client.setUseEPSVwithIPv4(true);
    ByteArrayOutputStream received = new ByteArrayOutputStream();

    assertThat(client.retrieveFile("report.csv", received)).isFalse();
    assertThat(received.size()).isZero();
    assertThat(client.listFiles()).isEmpty();
    client.disconnect();

    assertThat(nat.trace().diagnosis().orElseThrow().cause())
        .isEqualTo(Cause.TLS_SESSION_NOT_REUSED);
    assertThatThrownBy(() -> assertThat(nat).everyDataConnectionResumed())
        .isInstanceOf(AssertionError.class);
  }

  @Test
  @FtpNatEnvironment(sessionReuse = SessionReuse.REQUIRED_SAME_CONTROL)
  void aClientThatResumesGetsThrough(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPSClient client = loggedIn(new ReusingFtpsClient(nat.clientSslContext()), nat);
    ByteArrayOutputStream received = new ByteArrayOutputStream();

    assertThat(client.retrieveFile("report.csv", received)).isTrue();
    assertThat(client.storeFile("copy.csv", new ByteArrayInputStream(received.toByteArray())))
        .isTrue();
    assertThat(client.listFiles()).hasSize(2);
    client.disconnect();

    assertThat(nat.serverDirectory().resolve("copy.csv")).hasContent("a;b");
    assertThat(nat).everyDataConnectionResumed();
  }

  /** A NAT has no part in it: whatever it lets through, by EPSV and under TLS, it does here too. */
  @FtpNatMatrix(
      sessionReuse = {SessionReuse.REQUIRED_SAME_CONTROL, SessionReuse.REQUIRED_ANY},
      expectFailureIn = {
        Scenario.ALG_REWRITES,
        Scenario.TLS_BLOCKED_ALG,
        Scenario.NOTHING_FORWARDED,
        Scenario.EPSV_BLIND_ALG,
        Scenario.PORT_TRANSLATING_NAT
      })
  void throughEveryNatThatLetsDataConnectionsThrough(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    ReusingFtpsClient client = new ReusingFtpsClient(nat.clientSslContext());
    client.setConnectTimeout(10_000);
    loggedIn(client, nat);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    boolean retrieved = client.retrieveFile("report.csv", received);
    boolean stored = client.storeFile("copy.csv", new ByteArrayInputStream(new byte[3]));
    client.disconnect();

    assertThat(retrieved).isTrue();
    assertThat(stored).isTrue();
    assertThat(received.toString(UTF_8)).isEqualTo("a;b");
    assertThat(nat).everyDataConnectionResumed();
  }

  private static FTPSClient loggedIn(FTPSClient client, FtpNat nat) throws IOException {
    client.setDefaultTimeout(10_000);
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.execPBSZ(0);
    client.execPROT("P");
    client.enterLocalPassiveMode();
    client.setUseEPSVwithIPv4(true);
    return client;
  }

  // The table ---------------------------------------------------------------------------------

  /** How a client is made. */
  private interface Kind {
    FTPSClient client(SSLContext context);
  }

  private static final class WithoutReadingOn extends ReusingFtpsClient {
    WithoutReadingOn(SSLContext context) {
      super(context);
    }

    @Override
    Socket readToEnd(SSLSocket data) {
      return data;
    }
  }

  private static final Map<String, Kind> CLIENTS = new LinkedHashMap<>();
  private static final Map<String, DataTls> SERVERS = new LinkedHashMap<>();

  static {
    CLIENTS.put("`FTPSClient` as it is", context -> new FTPSClient(false, context));
    CLIENTS.put("`ReusingFtpsClient` that doesn't read on", WithoutReadingOn::new);
    CLIENTS.put("`ReusingFtpsClient`", ReusingFtpsClient::new);
    SERVERS.put("`vsftpd()`", DataTls.vsftpd());
    SERVERS.put("`proftpd()`", DataTls.proftpd());
    SERVERS.put("`fileZilla()`", DataTls.fileZilla());
  }

  /**
   * Of so many downloads and of so many uploads, each kind in one session, those that came whole.
   */
  @Test
  void theGuideShowsWhatWorks() throws IOException {
    List<String> rows = new ArrayList<>();
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      for (Map.Entry<String, Kind> client : CLIENTS.entrySet()) {
        StringBuilder row =
            new StringBuilder("| " + protocol.replace("TLSv", "TLS ") + ", " + client.getKey());
        for (DataTls server : SERVERS.values()) {
          row.append(" | ").append(cell(client.getValue(), server, protocol));
        }
        rows.add(row.append(" |").toString());
      }
    }
    System.out.println("JDK " + System.getProperty("java.version"));
    rows.forEach(System.out::println);
    assertThat(Files.readString(PAGE, UTF_8)).contains(String.join("\n", rows));
  }

  private static String cell(Kind kind, DataTls server, String protocol) throws IOException {
    int downloads = 0;
    int uploads = 0;
    try (FtpNat nat =
        FtpNat.start(
            Scenario.DIRECT.topology().toBuilder()
                .server(settings -> settings.dataTls(server).tlsProtocols(protocol))
                .build())) {
      byte[] content = new byte[50_000];
      Files.write(nat.serverDirectory().resolve("file.bin"), content);
      FTPSClient client = loggedIn(kind.client(nat.clientSslContext()), nat);
      for (int n = 0; n < TRANSFERS; n++) {
        downloads += downloads(client, content.length) ? 1 : 0;
      }
      client.disconnect();
      client = loggedIn(kind.client(nat.clientSslContext()), nat);
      for (int n = 0; n < TRANSFERS; n++) {
        uploads += uploads(client, "up" + n, content) ? 1 : 0;
      }
      client.disconnect();
      for (int n = 0; n < uploads; n++) {
        assertThat(nat.serverDirectory().resolve("up" + n)).hasSize(content.length);
      }
    }
    return downloads + ", " + uploads;
  }

  private static boolean downloads(FTPSClient client, int size) {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try {
      return client.retrieveFile("file.bin", received) && received.size() == size;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean uploads(FTPSClient client, String name, byte[] content) {
    try {
      return client.storeFile(name, new ByteArrayInputStream(content));
    } catch (IOException e) {
      return false;
    }
  }
}
