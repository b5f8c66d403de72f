package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ServerEvent.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Explicit and implicit TLS, in both versions, with clients that check the server's name. */
class TlsVersionsTest {

  static Stream<Arguments> combinations() {
    return Stream.of(TlsMode.EXPLICIT, TlsMode.REQUIRED, TlsMode.IMPLICIT)
        .flatMap(
            mode -> Stream.of("TLSv1.2", "TLSv1.3").map(version -> Arguments.of(mode, version)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("combinations")
  void transfersInEveryWayThatTheServerOffers(TlsMode mode, String version) throws IOException {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .server(server -> server.tls(mode).tlsProtocols(version))
            .build();
    try (FtpNat nat = FtpNat.start(topology)) {
      for (ClientMode clientMode : ClientMode.values()) {
        assertThat(new FileRoundTrip(nat, clientMode, true).run()).as("%s", clientMode).isTrue();
      }
      assertThat(nat.trace().commands())
          .filteredOn(command -> !command.line().startsWith("AUTH"))
          .isNotEmpty()
          .allMatch(Command::encrypted);
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("combinations")
  void theVersionIsTheOneAskedFor(TlsMode mode, String version) throws IOException {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .server(server -> server.tls(mode).tlsProtocols(version))
            .build();
    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(session(nat, nat.clientSslContext()).getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void theAuthorityComesAsAFileToo() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.EXTERNAL_ADDRESS)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      try (InputStream file = Files.newInputStream(nat.caPkcs12File())) {
        trusted.load(file, "changeit".toCharArray());
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);

      assertThat(session(nat, context).isValid()).isTrue();
      assertThat(Files.readString(nat.caPemFile())).startsWith("-----BEGIN CERTIFICATE-----");
    }
  }

  /** The TLS session of a control connection. */
  private static SSLSession session(FtpNat nat, SSLContext context) throws IOException {
    SSLSession[] session = new SSLSession[1];
    FTPSClient client =
        new FTPSClient(nat.topology().server().tls() == TlsMode.IMPLICIT, context) {
          @Override
          protected void sslNegotiation() throws IOException {
            super.sslNegotiation();
            session[0] = ((SSLSocket) _socket_).getSession();
          }
        };
    client.setEndpointCheckingEnabled(true);
    client.connect(nat.host(), nat.port());
    try {
      assertThat(client.login(nat.username(), nat.password())).isTrue();
    } finally {
      client.disconnect();
    }
    return session[0];
  }
}
