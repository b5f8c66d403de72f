package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/** What went over TLS, and what gateways read and changed. */
class SecurityTest {

  private static void list(RawControl client, SSLContext context) throws IOException {
    try (Socket data = client.extendedPassive()) {
      client.command("LIST");
      client.overTls(context, data).getInputStream().readAllBytes();
    }
    // A server that insists on sessions says so only now.
    client.reply();
  }

  @Test
  void aClientThatResumesItsTlsSession() throws Exception {
    resumes("TLSv1.3");
  }

  @Test
  void aClientThatResumesAnOlderTlsSession() throws Exception {
    resumes("TLSv1.2");
  }

  private static void resumes(String protocol) throws Exception {
    try (FtpNat nat =
            FtpNat.start(
                Scenario.DIRECT.topology().toBuilder()
                    .server(server -> server.tlsProtocols(protocol))
                    .build());
        RawControl client = RawControl.securedWithData(nat)) {
      list(client, client.tls());
      list(client, client.tls());
      assertThat(nat)
          .controlWasEncrypted()
          .dataWasEncrypted()
          .dataResumedTlsSession()
          .everyDataConnectionResumed();

      list(client, nat.clientSslContext());
      assertThat(nat).dataWasEncrypted();
      assertThatThrownBy(() -> assertThat(nat).dataResumedTlsSession())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "to have resumed a session%nbut these didn't:%n  server #1 data connection: %s, no session resumed, TLS_"
                  .formatted(protocol));
    }
  }

  @Test
  void everyDataConnectionThatDidNotResumeIsListed() throws IOException {
    try (FtpNat nat =
            FtpNat.start(
                Scenario.DIRECT.topology().withSessionReuse(SessionReuse.REQUIRED_SAME_CONTROL));
        RawControl client = RawControl.securedWithData(nat)) {
      list(client, client.tls());
      assertThat(nat).everyDataConnectionResumed();

      list(client, nat.clientSslContext());
      assertThatThrownBy(() -> assertThat(nat).everyDataConnectionResumed())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("every data connection to have resumed a TLS session")
          .hasMessageContaining("server #1 data connection: TLSv1.3, no session resumed, TLS_");
    }
  }

  /** A session is resumed that began on a data connection, which the server has refused as well. */
  @Test
  void aDataConnectionThatResumedTheWrongSessionIsListed() throws IOException {
    try (FtpNat nat =
            FtpNat.start(
                Scenario.DIRECT.topology().toBuilder()
                    .server(server -> server.dataTls(DataTls.fileZilla()).tlsProtocols("TLSv1.2"))
                    .build());
        RawControl client = RawControl.securedWithData(nat)) {
      SSLContext own = nat.clientSslContext();
      list(client, own);
      list(client, own);
      assertThatThrownBy(() -> assertThat(nat).everyDataConnectionResumed())
          .hasMessageContaining("no session resumed")
          .hasMessageContaining("refused: it resumed another TLS session");
    }
  }

  @Test
  void aTransferInClearResumedNothing() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      assertThatThrownBy(() -> assertThat(nat).everyDataConnectionResumed())
          .hasMessageContaining("but there was none.");
      client.upload("STOR up.txt", "abc");
      assertThatThrownBy(() -> assertThat(nat).everyDataConnectionResumed())
          .hasMessageContaining("server #1 transfer of STOR up.txt completed: 3 bytes");
    }
  }

  @Test
  void commonsNetDoesNotResume() throws IOException {
    try (FtpNat nat =
        FtpNat.builder(Scenario.DIRECT.topology().withTls(TlsMode.IMPLICIT)).start()) {
      FTPSClient client = new FTPSClient(true, nat.clientSslContext());
      client.connect(nat.host(), nat.port());
      client.login(nat.username(), nat.password());
      client.execPBSZ(0);
      client.execPROT("P");
      client.enterLocalPassiveMode();
      client.storeFile("up.txt", new ByteArrayInputStream(new byte[3]));
      client.disconnect();
      assertThat(nat).controlWasEncrypted().dataWasEncrypted();
      assertThatThrownBy(() -> assertThat(nat).dataResumedTlsSession())
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void plainLoginsAndTransfersAreListed() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      client.upload("STOR up.txt", "abc");
      assertThatThrownBy(() -> assertThat(nat).controlWasEncrypted())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("these commands came in clear:")
          .hasMessageContaining("  server #1 < USER ftpnat")
          .hasMessageContaining("  server #1 < PASS ****");
      assertThatThrownBy(() -> assertThat(nat).dataWasEncrypted())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("these transfers were in clear:")
          .hasMessageContaining("server #1 transfer of STOR up.txt completed: 3 bytes");
      assertThatThrownBy(() -> assertThat(nat).dataResumedTlsSession())
          .hasMessageContaining("but there was none.");
    }
  }

  @Test
  void onePlainSessionAmongEncryptedOnesIsEnough() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl secured = RawControl.securedWithData(nat);
        RawControl plain = RawControl.login(nat)) {
      secured.command("NOOP");
      plain.command("NOOP");
      assertThatThrownBy(() -> assertThat(nat).controlWasEncrypted())
          .hasMessageContaining("server #2 < USER ftpnat");
    }
  }

  @Test
  void nothingIsNotEncrypted() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.connect(nat)) {
      client.command("FEAT");
      assertThatThrownBy(() -> assertThat(nat).controlWasEncrypted())
          .hasMessageContaining("but no USER reached the server.");
      assertThatThrownBy(() -> assertThat(nat).dataWasEncrypted())
          .hasMessageContaining("but there was no transfer.");
    }
  }

  @Test
  void aLoginThatIsRefusedIsNone() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      try (RawControl client = RawControl.connect(nat)) {
        client.command("AUTH TLS");
        Socket secure = client.overTls(client.tls(), client.socket());
        say(secure, "USER " + nat.username());
        assertThat(line(secure)).startsWith("331 ");
        say(secure, "PASS wrong");
        assertThat(line(secure)).startsWith("530 ");
      }

      assertThatThrownBy(() -> assertThat(nat).controlWasEncrypted())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("nobody was logged in:")
          .hasMessageContaining("server #1 PASS ****: 530 ");
    }
  }

  @Test
  void aServerThatNeedsNoPasswordHasLoggedInToo() throws IOException {
    for (String reply : List.of("230 Logged in", "232 Logged in, by TLS")) {
      Topology topology =
          Scenario.DIRECT.topology().toBuilder()
              .server(server -> server.reply("USER", Reply.of(reply)))
              .build();
      try (FtpNat nat = FtpNat.start(topology)) {
        try (RawControl client = RawControl.connect(nat)) {
          client.command("AUTH TLS");
          Socket secure = client.overTls(client.tls(), client.socket());
          say(secure, "USER " + nat.username());
          assertThat(line(secure)).isEqualTo(reply);
        }

        assertThat(nat).controlWasEncrypted();
      }
    }
  }

  private static void say(Socket secure, String command) throws IOException {
    secure.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
  }

  private static String line(Socket secure) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = secure.getInputStream().read();
        next >= 0 && next != '\n';
        next = secure.getInputStream().read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Test
  void anUploadInClearWhereTheServerWaitsForTlsIsNotEncrypted() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.securedWithData(nat)) {
      list(client, client.tls());
      assertThat(nat).dataWasEncrypted();

      client.upload("STOR up.txt", "the secret of the client");

      assertThatThrownBy(() -> assertThat(nat).dataWasEncrypted())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("in clear where the TLS handshake was due:")
          .hasMessageContaining("server #1 data connection: TLS handshake failed");
    }
  }

  @Test
  void aHandshakeThatFailsOtherwiseGivesNothingAway() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.securedWithData(nat)) {
      list(client, client.tls());
      client.extendedPassive().close();
      client.command("LIST");
      client.reply();

      assertThat(nat).dataWasEncrypted();
    }
  }

  @Test
  void aPasswordThatTheServerTakesForTlsWasSentInClear() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      try (RawControl client = RawControl.connect(nat)) {
        assertThat(client.command("AUTH TLS")).startsWith("234 ");
        client.send("USER ftpnat\r\nPASS secret\r\n");
        // An alert, in which no line ends.
        assertThat(client.reply()).isNotEmpty();
      }

      assertThatThrownBy(() -> assertThat(nat).neverSentCredentialsInClear())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("these passed the client's link")
          .hasMessageContaining("link 0, from client: PASS ****");
    }
  }

  @Test
  void aNameAloneIsNoCredential() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      try (RawControl client = RawControl.connect(nat)) {
        client.command("USER ftpnat");
      }
      try (RawControl client = RawControl.secured(nat)) {
        client.command("NOOP");
      }

      assertThat(nat).neverSentCredentialsInClear();
    }
  }

  @Test
  void anAlgRewritesWhatItCanRead() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        RawControl client = RawControl.login(nat)) {
      client.command("PASV");
      assertThat(nat).gatewayRewrote("227").gatewayRewrote("227 Entering").noGatewayRewrote("PORT");
      assertThatThrownBy(() -> assertThat(nat).noGatewayRewrote("227"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("but one did:")
          .hasMessageContaining("which was: 227 Entering Passive Mode (");
      assertThatThrownBy(() -> assertThat(nat).gatewayRewrote("22"))
          .hasMessageContaining("None of them saw such a line.");
      assertThatThrownBy(() -> assertThat(nat).gatewayRewrote("331"))
          .hasMessageContaining("They passed these as they were:")
          .hasMessageContaining("link 0, from server: 331 ");
    }
  }

  @Test
  void anAlgIsBlindUnderTls() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        RawControl client = RawControl.securedWithData(nat)) {
      client.command("PASV");
      assertThat(nat).noGatewayRewrote("227");
      assertThatThrownBy(() -> assertThat(nat).gatewayRewrote("227"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("These were under TLS, where they can't read:")
          .hasMessageContaining("server #1 (TLS) > 227 Entering Passive Mode");
    }
  }

  @Test
  void whereNothingHappenedNothingWasRewritten() {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES)) {
      assertThat(nat).noGatewayRewrote("227");
      assertThatThrownBy(() -> assertThat(nat).gatewayRewrote("227"))
          .hasMessageContaining("but none did.");
    }
  }
}
