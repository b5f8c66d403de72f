package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.Topology;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.commons.net.util.TrustManagerUtils;
import org.junit.jupiter.api.Test;

/** What a client may do under a bad certificate that counts as having refused it. */
class CertificateRefusalTest {

  private static final Attack CONTROL = Attack.EXPIRED_CERTIFICATE;
  private static final Attack DATA = Attack.OTHER_AUTHORITY_ON_DATA;

  private static FtpNat start(Attack attack) {
    return FtpNat.start(Scenario.DIRECT.topology().withAttack(attack));
  }

  /** Of a client that looks at no certificate, or not yet. */
  private static SSLContext trustingAll() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {TrustManagerUtils.getAcceptAllTrustManager()}, null);
    return context;
  }

  private static SSLSocket under(RawControl client, Socket socket, String protocol)
      throws IOException, GeneralSecurityException {
    SSLSocket secure =
        (SSLSocket) trustingAll().getSocketFactory().createSocket(socket, "ftpnat.test", 21, true);
    secure.setEnabledProtocols(new String[] {protocol});
    secure.startHandshake();
    assertThat(client.socket()).isNotSameAs(secure);
    return secure;
  }

  /** Says these in clear, then AUTH, and the others under TLS, and goes. */
  private static void say(FtpNat nat, String protocol, List<String> clear, List<String> secret)
      throws IOException, GeneralSecurityException {
    try (RawControl client = RawControl.connect(nat)) {
      for (String command : clear) {
        client.command(command);
      }
      assertThat(client.command("AUTH TLS")).startsWith("234 ");
      SSLSocket secure = under(client, client.socket(), protocol);
      BufferedReader replies =
          new BufferedReader(new InputStreamReader(secure.getInputStream(), ISO_8859_1));
      for (String command : secret) {
        secure.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
        assertThat(replies.readLine()).isNotNull();
      }
    }
  }

  private static void assertFalls(FtpNat nat, Attack attack, String why) {
    assertThatThrownBy(() -> assertThat(nat).withstood(attack))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(why);
  }

  @Test
  void whoSaysACommandUnderItHasNotRefused() throws Exception {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      for (String command : List.of("USER ftpnat", "PBSZ 0", "PROT P", "FEAT")) {
        try (FtpNat nat = start(CONTROL)) {
          say(nat, protocol, List.of(), List.of(command));

          assertFalls(nat, CONTROL, "it went on:");
        }
      }
    }
  }

  @Test
  void whoSaidTheNameInClearSaysThePasswordUnderIt() throws Exception {
    try (FtpNat nat = start(CONTROL)) {
      say(nat, "TLSv1.3", List.of("USER ftpnat"), List.of("PASS secret"));

      assertFalls(nat, CONTROL, "it went on:");
    }
  }

  /** With TLS 1.3 a server may be done with the handshake before the client refuses. */
  @Test
  void whoGoesRightAfterTheHandshakeHasRefused() throws Exception {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (FtpNat nat = start(CONTROL)) {
        say(nat, protocol, List.of("FEAT"), List.of());

        assertThat(nat).refusedTheCertificate().withstood(CONTROL);
      }
    }
  }

  @Test
  void whoSaysGoodbyeOrHadOptionsReadyHasRefused() throws Exception {
    for (String command : List.of("QUIT", "OPTS UTF8 ON")) {
      try (FtpNat nat = start(CONTROL)) {
        say(nat, "TLSv1.3", List.of("FEAT"), List.of(command));

        assertThat(nat).withstood(CONTROL);
      }
    }
  }

  @Test
  void whoRefusesInTheHandshakeHasRefused() throws Exception {
    try (FtpNat nat = start(CONTROL)) {
      assertThatThrownBy(() -> RawControl.secured(nat)).isInstanceOf(IOException.class);

      assertThat(nat).withstood(CONTROL);
    }
  }

  @Test
  void whoGoesOnInClearHasNotSeenIt() throws IOException {
    try (FtpNat nat = start(CONTROL)) {
      try (RawControl client = RawControl.connect(nat)) {
        client.command("AUTH TLS");
        client.send("USER ftpnat\r\n");
        assertThat(client.reply()).isNotEmpty();
      }

      assertFalls(nat, CONTROL, "it saw none: these came to nothing before:");
    }
  }

  @Test
  void whoHasNoVersionInCommonHasNotSeenIt() throws Exception {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .server(server -> server.tlsProtocols("TLSv1.3"))
            .build()
            .withAttack(CONTROL);
    try (FtpNat nat = FtpNat.start(topology)) {
      assertThatThrownBy(() -> say(nat, "TLSv1.2", List.of(), List.of()))
          .isInstanceOf(IOException.class);

      assertFalls(nat, CONTROL, "it saw none: these came to nothing before:");
    }
  }

  @Test
  void whoRefusesAndLogsInWithoutTlsHasNotWithstood() throws IOException {
    try (FtpNat nat = start(CONTROL)) {
      assertThatThrownBy(() -> RawControl.secured(nat)).isInstanceOf(IOException.class);
      RawControl.login(nat).close();

      assertThat(nat).refusedTheCertificate();
      assertFalls(nat, CONTROL, "no password to have come in clear");
    }
  }

  // Of data connections ------------------------------------------------------------------------

  /** Reads so much of a file, closes, and waits for what the server says. */
  private static void read(FtpNat nat, int bytes) throws IOException, GeneralSecurityException {
    Files.write(nat.serverDirectory().resolve("large"), new byte[20_000_000]);
    try (RawControl client = RawControl.securedWithData(nat)) {
      client.command("TYPE I");
      Socket data = client.extendedPassive();
      assertThat(client.command("RETR large")).startsWith("150 ");
      SSLSocket secure = under(client, data, "TLSv1.3");
      assertThat(secure.getInputStream().readNBytes(bytes)).hasSize(bytes);
      data.close();
      assertThat(client.reply()).startsWith("426 ");
    }
  }

  @Test
  void whoReadsAFileUnderItAndBreaksOffHasNotRefused() throws Exception {
    try (FtpNat nat = start(DATA)) {
      read(nat, 3_000_000);

      assertFalls(nat, DATA, "it went on:");
    }
  }

  @Test
  void whoClosesADataConnectionRightAfterTheHandshakeHasRefused() throws Exception {
    try (FtpNat nat = start(DATA)) {
      read(nat, 0);

      assertThat(nat).refusedTheCertificate().withstood(DATA);
    }
  }

  @Test
  void whoRefusesAndTransfersInClearHasNotWithstood() throws IOException {
    try (FtpNat nat = start(DATA)) {
      try (RawControl client = RawControl.securedWithData(nat)) {
        try (Socket data = client.extendedPassive()) {
          assertThat(client.command("LIST")).startsWith("150 ");
          assertThatThrownBy(() -> client.overTls(client.tls(), data))
              .isInstanceOf(IOException.class);
        }
        client.reply();
        assertThat(nat).withstood(DATA);

        client.command("PROT C");
        client.upload("STOR b", "the secret of the client");
      }

      assertFalls(nat, DATA, "it went on in clear:");
    }
  }
}
