package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ftpnat.RawControl;
import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;
  private FTPSClient client;

  @AfterEach
  void disconnect() throws IOException {
    if (client != null) {
      client.disconnect();
    }
  }

  private void connect(boolean implicit, int port) throws IOException {
    client = new FTPSClient(implicit, CertificateAuthority.shared().clientContext());
    client.setEndpointCheckingEnabled(true);
    client.setDataTimeout(Duration.ofSeconds(5));
    client.connect("127.0.0.1", port);
    assertThat(client.login("ftpnat", "secret")).isTrue();
    client.setFileType(FTP.BINARY_FILE_TYPE);
  }

  private void use(String mode) {
    if (mode.equals("active")) {
      client.enterLocalActiveMode();
    } else {
      client.enterLocalPassiveMode();
    }
  }

  private void transferBothWays() throws IOException {
    byte[] content = new byte[1_000_000];
    new Random(7).nextBytes(content);
    assertThat(client.listFiles()).as("listing of the empty directory").isEmpty();
    assertThat(client.storeFile("a", new ByteArrayInputStream(content)))
        .as(client.getReplyString())
        .isTrue();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("a", received)).as(client.getReplyString()).isTrue();
    assertThat(received.toByteArray()).isEqualTo(content);

    assertThat(client.storeFile("empty", new ByteArrayInputStream(new byte[0]))).isTrue();
    received.reset();
    assertThat(client.retrieveFile("empty", received)).as(client.getReplyString()).isTrue();
    assertThat(received.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "EXPLICIT, TLSv1.2, passive",
    "EXPLICIT, TLSv1.2, active",
    "EXPLICIT, TLSv1.3, passive",
    "EXPLICIT, TLSv1.3, active",
    "REQUIRED, TLSv1.3, passive",
    "IMPLICIT, TLSv1.2, passive",
    "IMPLICIT, TLSv1.2, active",
    "IMPLICIT, TLSv1.3, passive",
    "IMPLICIT, TLSv1.3, active",
  })
  void transfersPrivately(TlsMode tls, String protocol, String mode) throws IOException {
    int port = server.start(home, builder -> builder.tls(tls).tlsProtocols(protocol));
    connect(tls == TlsMode.IMPLICIT, port);
    client.execPBSZ(0);
    client.execPROT("P");
    use(mode);

    transferBothWays();
    assertThat(client.logout()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"passive", "active"})
  void transfersInClearIfAsked(String mode) throws IOException {
    connect(false, server.start(home));
    client.execPBSZ(0);
    client.execPROT("C");
    use(mode);

    transferBothWays();
  }

  @Test
  void protectsTheDataOfImplicitSessionsUntilToldOtherwise() throws Exception {
    int port = server.start(home, builder -> builder.tls(TlsMode.IMPLICIT));
    connect(true, port);

    client.enterRemotePassiveMode();
    int dataPort = client.getPassivePort();
    client.sendCommand("NLST");
    try (Socket raw = LoopbackClient.connect(dataPort);
        SSLSocket data = secure(raw)) {
      data.startHandshake();
      assertThat(data.getInputStream().readAllBytes()).isEmpty();
    }
    client.getReply();

    client.execPBSZ(0);
    client.execPROT("C");
    client.enterLocalPassiveMode();
    assertThat(client.listNames()).isEmpty();
  }

  @Test
  void speaksOnlyTheProtocolsItIsTold() throws Exception {
    int port = server.start(home, b -> b.tls(TlsMode.IMPLICIT).tlsProtocols("TLSv1.3"));
    try (Socket raw = LoopbackClient.connect(port);
        SSLSocket socket = secure(raw)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});

      assertThatExceptionOfType(SSLException.class).isThrownBy(socket::startHandshake);
    }
  }

  @Test
  void refusesToLogInBeforeTlsIfRequired() throws IOException {
    try (RawControl raw =
        LoopbackClient.control(server.start(home, builder -> builder.tls(TlsMode.REQUIRED)))) {
      assertThat(raw.command("USER ftpnat"))
          .isEqualTo("530 Login with USER is refused before AUTH TLS.");
      assertThat(raw.command("PASS secret")).startsWith("530 ");
      assertThat(raw.command("PASV")).startsWith("530 ");
      assertThat(raw.command("PBSZ 0")).startsWith("503 ");
      assertThat(raw.command("NOOP")).startsWith("200 ");
      assertThat(raw.command("SYST")).startsWith("215 ");
      assertThat(raw.command("HELP")).startsWith("214");
      assertThat(raw.command("FEAT")).contains("\n AUTH TLS\n");
      assertThat(raw.command("AUTH TLS")).startsWith("234 ");
    }
  }

  @Test
  void knowsNoTlsIfThereIsNone() throws IOException {
    try (RawControl raw =
        LoopbackClient.control(server.start(home, builder -> builder.tls(TlsMode.NONE)))) {
      assertThat(raw.command("AUTH TLS")).startsWith("502 ");
      assertThat(raw.command("PBSZ 0")).startsWith("502 ");
      assertThat(raw.command("PROT P")).startsWith("502 ");
      assertThat(raw.command("USER ftpnat")).startsWith("331 ");
      assertThat(raw.command("PASS secret")).startsWith("230 ");
    }
  }

  @Test
  void wantsAuthBeforeProt() throws IOException {
    try (RawControl raw = LoopbackClient.control(server.start(home))) {
      assertThat(raw.command("PBSZ 0")).startsWith("503 ");
      assertThat(raw.command("PROT P")).startsWith("503 ");
      assertThat(raw.command("AUTH")).startsWith("501 ");
      assertThat(raw.command("AUTH KERBEROS_V4")).startsWith("504 ");
    }
  }

  @Test
  void wantsPbszBeforeProt() throws IOException {
    connect(false, server.start(home));

    assertThat(client.sendCommand("PROT", "P")).isEqualTo(503);
    assertThat(client.sendCommand("PBSZ")).isEqualTo(501);
    assertThat(client.sendCommand("PBSZ", "16384")).isEqualTo(200);
    assertThat(client.getReplyString()).startsWith("200 PBSZ=0");
    assertThat(client.sendCommand("PROT")).isEqualTo(501);
    assertThat(client.sendCommand("PROT", "S")).isEqualTo(536);
    assertThat(client.sendCommand("PROT", "E")).isEqualTo(536);
    assertThat(client.sendCommand("PROT", "X")).isEqualTo(504);
    assertThat(client.sendCommand("PROT", "p")).isEqualTo(200);
  }

  @Test
  void refusesASecondAuth() throws IOException {
    connect(false, server.start(home));

    assertThat(client.sendCommand("AUTH", "TLS")).isEqualTo(534);
    assertThat(client.sendCommand("NOOP")).isEqualTo(200);
  }

  @Test
  void answersManyCommandsAtOnce() throws IOException {
    int port = server.start(home, builder -> builder.tls(TlsMode.IMPLICIT));
    try (Socket raw = LoopbackClient.connect(port);
        SSLSocket control = secure(raw)) {
      String commands = "NOOP\r\n".repeat(500) + "QUIT\r\n";
      control.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(control.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo(
              "220 Service ready for new user.\r\n"
                  + "200 Command NOOP okay.\r\n".repeat(500)
                  + "221 Goodbye.\r\n");
    }
  }

  /** GnuTLS takes anything but a close_notify for a failure, also an alert before it. */
  @Test
  void endsDownloadsWithOneAlert() throws IOException {
    connect(false, server.start(home));
    client.execPBSZ(0);
    client.execPROT("P");
    client.enterRemotePassiveMode();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try (Socket recorded = recording(client.getPassivePort(), received);
        SSLSocket data = secure(recorded)) {
      client.sendCommand("NLST");
      assertThat(data.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(data.getInputStream().readAllBytes()).isEmpty();
    }

    // Alerts are all of one length, whatever they say.
    List<Integer> lengths = recordLengths(received.toByteArray());
    assertThat(lengths).containsOnlyOnce(lengths.get(lengths.size() - 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"USER x | 1 CONTROL failed", "'' | ''"})
  void nothingIsSecuredByAHandshakeThatFails(String said, String recorded) throws IOException {
    int port = server.start(home, builder -> builder.tls(TlsMode.IMPLICIT));
    try (Socket raw = LoopbackClient.connect(port)) {
      raw.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
      raw.shutdownOutput();
      raw.getInputStream().readAllBytes();
    }
    assertThat(String.join(", ", server.log.handshakes)).isEqualTo(recorded);
  }

  /** OpenSSL takes the end without a close_notify for an attack. */
  @Test
  void endsSessionsWithAnAlert() throws IOException {
    int port = server.start(home, builder -> builder.tls(TlsMode.IMPLICIT));
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    String goodbye = "221 Goodbye.\r\n";
    try (Socket recorded = recording(port, received);
        SSLSocket control = secure(recorded)) {
      control.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(control.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .endsWith(goodbye);
    }

    List<Integer> lengths = recordLengths(received.toByteArray());
    int last = lengths.size() - 1;
    int alert = 2;
    assertThat(lengths.get(last - 1) - lengths.get(last)).isEqualTo(goodbye.length() - alert);
  }

  private static SSLSocket secure(Socket connection) throws IOException {
    return (SSLSocket)
        CertificateAuthority.shared()
            .clientContext()
            .getSocketFactory()
            .createSocket(connection, "127.0.0.1", connection.getPort(), true);
  }

  private static Socket recording(int port, OutputStream copy) throws IOException {
    Socket socket =
        new Socket() {
          @Override
          public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = in.read(bytes, offset, length);
                copy.write(bytes, offset, Math.max(0, count));
                return count;
              }
            };
          }
        };
    socket.connect(new InetSocketAddress(LoopbackNetwork.LOOPBACK, port));
    return socket;
  }

  private static List<Integer> recordLengths(byte[] bytes) {
    List<Integer> lengths = new ArrayList<>();
    ByteBuffer records = ByteBuffer.wrap(bytes);
    while (records.remaining() >= 5) {
      int length = records.getShort(records.position() + 3) & 0xffff;
      lengths.add(length);
      records.position(records.position() + 5 + length);
    }
    return lengths;
  }
}
