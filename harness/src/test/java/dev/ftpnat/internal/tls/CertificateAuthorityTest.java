package dev.ftpnat.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.ServerCertificate;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509KeyManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateAuthorityTest {

  private static final List<InetAddress> ADDRESSES =
      List.of(Ipv4.of("203.0.113.7"), Ipv4.of("10.0.1.121"));
  private static final List<String> NAMES =
      List.of("ftp.example.com", "localhost", "192.0.2.9", "::1", "bücher.example");

  private final CertificateAuthority authority = CertificateAuthority.shared();

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, 203.0.113.7",
    "TLSv1.2, ftp.example.com",
    "TLSv1.3, 203.0.113.7",
    "TLSv1.3, 10.0.1.121",
    "TLSv1.3, ftp.example.com",
    "TLSv1.3, localhost",
    "TLSv1.3, 192.0.2.9",
    "TLSv1.3, ::1",
    "TLSv1.3, xn--bcher-kva.example",
  })
  void isTrustedUnderEveryAddressAndName(String protocol, String host) throws SSLException {
    SSLEngine client =
        shakeHands(
            authority.issueServer(ADDRESSES, NAMES), authority.clientContext(), protocol, host);

    assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.8", "www.example.com", "example.com"})
  void isNotTrustedUnderAnother(String host) {
    SSLContext server = authority.issueServer(ADDRESSES, NAMES);
    SSLContext client = authority.clientContext();

    assertThatExceptionOfType(SSLHandshakeException.class)
        .isThrownBy(() -> shakeHands(server, client, "TLSv1.3", host));
  }

  @Test
  void isNotTrustedByOthers() throws Exception {
    SSLContext server = authority.issueServer(ADDRESSES, NAMES);
    SSLContext client = SSLContext.getDefault();

    assertThatExceptionOfType(SSLHandshakeException.class)
        .isThrownBy(() -> shakeHands(server, client, "TLSv1.3", "203.0.113.7"));
  }

  @Test
  void issuesServerCertificates() throws Exception {
    X509Certificate leaf = issued(authority.issueServer(ADDRESSES, List.of("ftp.example.com")));

    leaf.verify(authority.certificate().getPublicKey());
    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(7, "203.0.113.7"), List.of(7, "10.0.1.121"), List.of(2, "ftp.example.com"));
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(leaf.getKeyUsage()).startsWith(true, false, false);
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getIssuerX500Principal())
        .isEqualTo(authority.certificate().getSubjectX500Principal());
    leaf.checkValidity(Date.from(Instant.now().minus(23, ChronoUnit.HOURS)));
    leaf.checkValidity(Date.from(Instant.now().plus(364, ChronoUnit.DAYS)));
  }

  @ParameterizedTest
  @EnumSource
  void badCertificatesAreNotTrustedAndOthersAre(ServerCertificate shown) {
    SSLContext server = new ServerContexts(ADDRESSES, NAMES, Optional.empty()).apply(shown);
    ThrowingCallable handshake =
        () -> shakeHands(server, authority.clientContext(), "TLSv1.3", "203.0.113.7");

    if (shown.isValid()) {
      assertThatCode(handshake).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(handshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aCertificateIsBadInOneWayOnly() throws Exception {
    X509Certificate valid = shown(ServerCertificate.VALID);
    X509Certificate otherName = shown(ServerCertificate.OTHER_NAME);
    X509Certificate expired = shown(ServerCertificate.EXPIRED);
    X509Certificate selfSigned = shown(ServerCertificate.SELF_SIGNED);
    X509Certificate otherKey = shown(ServerCertificate.OTHER_KEY);

    assertThat(otherName.getPublicKey()).isEqualTo(valid.getPublicKey());
    assertThat(otherName.getSubjectAlternativeNames())
        .containsExactly(List.of(2, "other.ftpnat.test"));
    otherName.checkValidity();
    expired.verify(authority.certificate().getPublicKey());
    assertThat(expired.getSubjectAlternativeNames())
        .containsExactlyElementsOf(valid.getSubjectAlternativeNames());
    assertThat(expired.getNotAfter()).isBefore(new Date());
    selfSigned.verify(valid.getPublicKey());
    selfSigned.checkValidity();
    assertThat(otherKey.getPublicKey()).isNotEqualTo(valid.getPublicKey());
  }

  private X509Certificate shown(ServerCertificate kind) {
    X509KeyManager key = (X509KeyManager) authority.serverKey(kind, ADDRESSES, NAMES);
    return key.getCertificateChain(key.getServerAliases("EC", null)[0])[0];
  }

  @Test
  void neverIssuesASerialNumberTwice() throws Exception {
    assertThat(issued(authority.issueServer(ADDRESSES, NAMES)).getSerialNumber())
        .isPositive()
        .isNotEqualTo(issued(authority.issueServer(ADDRESSES, NAMES)).getSerialNumber());
  }

  @Test
  void isAnAuthority() throws Exception {
    X509Certificate certificate = authority.certificate();

    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getBasicConstraints()).isZero();
    assertThat(certificate.getKeyUsage()[5]).as("keyCertSign").isTrue();
    assertThat(CertificateAuthority.shared()).isSameAs(authority);
  }

  @Test
  void refusesAServerWithoutName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> authority.issueServer(List.of(), List.of()))
        .withMessageContaining("address or a name");
  }

  @Test
  void writesPem() throws Exception {
    byte[] pem = authority.pem().getBytes(StandardCharsets.US_ASCII);

    assertThat(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem)))
        .isEqualTo(authority.certificate());
    assertThat(authority.pem().lines()).allMatch(line -> line.length() <= 64);
  }

  @Test
  void writesATrustStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(authority.pkcs12("changeit".toCharArray())),
        "changeit".toCharArray());

    String alias = Collections.list(store.aliases()).get(0);
    assertThat(store.isCertificateEntry(alias)).isTrue();
    assertThat(store.getCertificate(alias)).isEqualTo(authority.certificate());
  }

  @Test
  void leavesTheProvidersOfTheJvmAlone() {
    authority.issueServer(ADDRESSES, NAMES);

    assertThat(Security.getProviders()).noneMatch(provider -> provider.getName().startsWith("BC"));
  }

  private X509Certificate issued(SSLContext server) throws SSLException {
    SSLEngine client = shakeHands(server, authority.clientContext(), "TLSv1.3", "203.0.113.7");
    return (X509Certificate) client.getSession().getPeerCertificates()[0];
  }

  /** A handshake without a network; the client checks the server's name as HTTPS clients do. */
  private static SSLEngine shakeHands(
      SSLContext serverContext, SSLContext clientContext, String protocol, String host)
      throws SSLException {
    SSLEngine server = serverContext.createSSLEngine();
    server.setUseClientMode(false);
    SSLEngine client = clientContext.createSSLEngine(host, 21);
    client.setUseClientMode(true);
    SSLParameters parameters = client.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {protocol});
    client.setSSLParameters(parameters);

    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    do {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    } while (isShaking(client) || isShaking(server));
    return client;
  }

  private static boolean isShaking(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  /** Reads all that is there, then writes all that there is to say. */
  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer application = ByteBuffer.allocate(1 << 16);
    in.flip();
    while (in.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
      engine.unwrap(in, application);
      runTasks(engine);
    }
    in.compact();
    do {
      engine.wrap(ByteBuffer.allocate(0), out);
      runTasks(engine);
    } while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
  }

  private static void runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }
}
