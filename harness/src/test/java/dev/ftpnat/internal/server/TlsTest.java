package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
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
    try (Socket raw = RawClient.connect(dataPort);
        SSLSocket data =
            (SSLSocket)
                CertificateAuthority.shared()
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(raw, "127.0.0.1", dataPort, true)) {
      data.startHandshake();
      assertThat(data.getInputStream().readAllBytes()).isEmpty();
    }
    client.getReply();

    client.execPROT("C");
    client.enterLocalPassiveMode();
    assertThat(client.listNames()).isEmpty();
  }

  @Test
  void speaksOnlyTheProtocolsItIsTold() throws Exception {
    int port = server.start(home, b -> b.tls(TlsMode.IMPLICIT).tlsProtocols("TLSv1.3"));
    try (Socket raw = RawClient.connect(port);
        SSLSocket socket =
            (SSLSocket)
                CertificateAuthority.shared()
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(raw, "127.0.0.1", port, true)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});

      assertThatExceptionOfType(SSLException.class).isThrownBy(socket::startHandshake);
    }
  }

  @Test
  void refusesToLogInBeforeTlsIfRequired() throws IOException {
    try (RawClient raw =
        new RawClient(server.start(home, builder -> builder.tls(TlsMode.REQUIRED)))) {
      assertThat(raw.say("USER ftpnat"))
          .isEqualTo("530 Login with USER is refused before AUTH TLS.");
      assertThat(raw.say("PASS secret")).startsWith("530 ");
      assertThat(raw.say("PASV")).startsWith("530 ");
      assertThat(raw.say("PBSZ 0")).startsWith("503 ");
      assertThat(raw.say("NOOP")).startsWith("200 ");
      assertThat(raw.say("SYST")).startsWith("215 ");
      assertThat(raw.say("HELP")).startsWith("214");
      assertThat(raw.say("FEAT")).contains("\n AUTH TLS\n");
      assertThat(raw.say("AUTH TLS")).startsWith("234 ");
    }
  }

  @Test
  void knowsNoTlsIfThereIsNone() throws IOException {
    try (RawClient raw = new RawClient(server.start(home, builder -> builder.tls(TlsMode.NONE)))) {
      assertThat(raw.say("AUTH TLS")).startsWith("502 ");
      assertThat(raw.say("PBSZ 0")).startsWith("502 ");
      assertThat(raw.say("PROT P")).startsWith("502 ");
      assertThat(raw.say("USER ftpnat")).startsWith("331 ");
      assertThat(raw.say("PASS secret")).startsWith("230 ");
    }
  }

  @Test
  void wantsAuthBeforeProt() throws IOException {
    try (RawClient raw = new RawClient(server.start(home))) {
      assertThat(raw.say("PBSZ 0")).startsWith("503 ");
      assertThat(raw.say("PROT P")).startsWith("503 ");
      assertThat(raw.say("AUTH")).startsWith("501 ");
      assertThat(raw.say("AUTH KERBEROS_V4")).startsWith("504 ");
    }
  }

  @Test
  void refusesASecondAuth() throws IOException {
    connect(false, server.start(home));

    assertThat(client.sendCommand("AUTH", "TLS")).isEqualTo(534);
    assertThat(client.sendCommand("NOOP")).isEqualTo(200);
  }
}
