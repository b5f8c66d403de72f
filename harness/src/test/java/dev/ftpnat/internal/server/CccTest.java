package dev.ftpnat.internal.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CCC: the control connection leaves TLS and goes on in clear, and may come back. */
class CccTest {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int CLOSE_NOTIFY_TYPE_1_2 = 21;

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;

  private Socket plain;
  private Socket current;

  @AfterEach
  void hangUp() throws IOException {
    if (plain != null) {
      plain.close();
    }
  }

  private void connect(UnaryOperator<Server.Builder> settings) throws IOException {
    plain = LoopbackClient.connect(server.start(home, settings));
    plain.setTcpNoDelay(true);
    current = plain;
  }

  private void secure(String protocol) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            CertificateAuthority.shared()
                .clientContext()
                .getSocketFactory()
                .createSocket(plain, "127.0.0.1", plain.getPort(), false);
    tls.setEnabledProtocols(new String[] {protocol});
    tls.setSoTimeout(TIMEOUT_MILLIS);
    tls.startHandshake();
    current = tls;
  }

  private void loggedIn(String protocol, UnaryOperator<Server.Builder> settings)
      throws IOException {
    connect(it -> settings.apply(it).obeyCcc(true));
    reply();
    assertThat(say("AUTH TLS")).startsWith("234");
    secure(protocol);
    logIn();
  }

  private void logIn() throws IOException {
    say("USER ftpnat");
    assertThat(say("PASS secret")).startsWith("230");
    say("PBSZ 0");
    assertThat(say("PROT P")).startsWith("200");
  }

  private String say(String line) throws IOException {
    send(line);
    return reply();
  }

  private void send(String line) throws IOException {
    current.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
  }

  /** A line, and nothing behind it. */
  private String reply() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = current.getInputStream().read();
    while (octet >= 0 && octet != '\n') {
      line.write(octet);
      octet = current.getInputStream().read();
    }
    return line.toString(US_ASCII).strip();
  }

  /** Says goodbye to TLS, and waits for the server to do so. */
  private void leaveTls() throws IOException {
    current.close();
    current = plain;
  }

  /** What the server sends at the end of TLS, which a client may not care for. */
  private int skipRecord() throws IOException {
    current = plain;
    DataInputStream in = new DataInputStream(plain.getInputStream());
    int type = in.readUnsignedByte();
    in.readUnsignedShort();
    in.readFully(new byte[in.readUnsignedShort()]);
    return type;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void goesOnInClearWhenBothHaveSaidGoodbye(String protocol) throws IOException {
    loggedIn(protocol, it -> it);

    assertThat(say("CCC")).isEqualTo("200 CCC okay, going on in clear.");
    leaveTls();
    assertThat(say("PWD")).startsWith("257");
    assertThat(say("QUIT")).startsWith("221");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void goesOnInClearWithAClientThatSaysNoGoodbye(String protocol) throws IOException {
    loggedIn(protocol, it -> it);

    assertThat(say("CCC")).startsWith("200");
    int type = skipRecord();
    assertThat(type == CLOSE_NOTIFY_TYPE_1_2).isEqualTo(protocol.equals("TLSv1.2"));
    assertThat(say("PWD")).startsWith("257");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPLICIT", "REQUIRED"})
  void stillObeysWhereTlsIsRequired(TlsMode mode) throws IOException {
    loggedIn("TLSv1.3", it -> it.tls(mode));
    say("CCC");
    leaveTls();

    assertThat(say("CWD /")).startsWith("250");
    assertThat(say("PROT C")).isEqualTo("503 PROT is refused before AUTH TLS.");
    assertThat(say("CCC")).isEqualTo("503 CCC is refused before AUTH TLS.");
  }

  @Test
  void comesBackByAnotherAuth() throws IOException {
    loggedIn("TLSv1.3", it -> it);
    say("CCC");
    leaveTls();

    assertThat(say("AUTH TLS")).startsWith("234");
    secure("TLSv1.2");
    assertThat(say("PWD")).startsWith("530");
    assertThat(say("PROT P")).startsWith("503");
    say("USER ftpnat");
    assertThat(say("PASS secret")).startsWith("230");
    assertThat(say("PWD")).startsWith("257");
    say("CCC");
    leaveTls();
    assertThat(say("PWD")).startsWith("257");
  }

  @Test
  void leavesDataConnectionsProtected() throws IOException {
    byte[] content = new byte[100_000];
    Arrays.fill(content, (byte) 'x');
    Files.write(home.resolve("a.txt"), content);
    loggedIn("TLSv1.3", it -> it);
    say("CCC");
    leaveTls();
    String[] numbers = say("PASV").replaceAll(".*\\(|\\).*", "").split(",");
    int port = Integer.parseInt(numbers[4]) * 256 + Integer.parseInt(numbers[5]);

    try (Socket data = LoopbackClient.connect(port)) {
      assertThat(say("RETR a.txt")).startsWith("150");
      try (SSLSocket tls =
          (SSLSocket)
              CertificateAuthority.shared()
                  .clientContext()
                  .getSocketFactory()
                  .createSocket(data, "127.0.0.1", port, true)) {
        assertThat(tls.getInputStream().readAllBytes()).isEqualTo(content);
      }
      assertThat(reply()).startsWith("226");
    }
  }

  @Test
  void isOfferedByThatServerOnly() throws IOException {
    connect(it -> it.obeyCcc(true));
    reply();
    assertThat(features()).contains(" CCC");
    plain.close();
    server.close();

    connect(it -> it);
    reply();
    assertThat(features()).doesNotContain("CCC");
    assertThat(say("AUTH TLS")).startsWith("234");
    secure("TLSv1.3");
    logIn();
    assertThat(say("CCC")).isEqualTo("502 Command not implemented.");
    assertThat(say("PWD")).startsWith("257");
  }

  private String features() throws IOException {
    StringBuilder features = new StringBuilder(say("FEAT"));
    String line = reply();
    while (!line.startsWith("211 ")) {
      features.append('\n').append(' ').append(line);
      line = reply();
    }
    return features.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "EXPLICIT, 503 CCC is refused before AUTH TLS.",
    "NONE, 502 Command not implemented."
  })
  void isRefusedInClear(TlsMode mode, String expected) throws IOException {
    connect(it -> it.tls(mode).obeyCcc(true));
    reply();
    say("USER ftpnat");
    say("PASS secret");

    assertThat(say("CCC")).isEqualTo(expected);
  }

  @Test
  void waitsForTheLogin() throws IOException {
    connect(it -> it.obeyCcc(true));
    reply();
    say("AUTH TLS");
    secure("TLSv1.3");

    assertThat(say("CCC")).startsWith("530");
    assertThat(say("USER ftpnat")).startsWith("331");
  }
}
