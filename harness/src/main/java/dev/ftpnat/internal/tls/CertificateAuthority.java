package dev.ftpnat.internal.tls;

import dev.ftpnat.internal.tls.Certificates.Days;
import dev.ftpnat.internal.tls.Certificates.Subject;
import dev.ftpnat.topology.ServerCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Signs the certificates of embedded servers. It lives as long as the JVM and its key never leaves
 * it, so trusting it in a test is no risk elsewhere.
 */
public final class CertificateAuthority {

  private static final Days A_YEAR = new Days(-1, 365);
  private static final Days EXPIRED = new Days(-30, -1);
  private static final Days NOT_YET_VALID = new Days(1, 365);

  /** Nobody's (RFC 2606). */
  private static final String OTHER_NAME = "other.ftpnat.test";

  private final SecureRandom random = new SecureRandom();
  private final Certificates certificates;
  // Making a key costs more than all the rest of issuing; servers of one JVM may share theirs.
  private final KeyPair serverKey;
  private final X509Certificate certificate;
  private final TrustManager[] trust;

  private static CertificateAuthority shared;

  private CertificateAuthority() throws GeneralSecurityException, IOException {
    certificates = new Certificates(newKey(), random);
    serverKey = newKey();
    certificate = certificates.ofAuthority();
    trust = trustManagers();
  }

  private KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  /**
   * The authority of this JVM; made on first use.
   *
   * @throws IllegalStateException if it can't be made: by this Java runtime, or with the Bouncy
   *     Castle that is on the class path, which the message names
   */
  public static synchronized CertificateAuthority shared() {
    if (shared == null) {
      try {
        shared = new CertificateAuthority();
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException("This Java runtime can't make EC certificates", e);
      } catch (LinkageError | SecurityException e) {
        throw BouncyCastle.doesNotFit(e);
      }
    }
    return shared;
  }

  /** The authority's own certificate, which clients have to trust. */
  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * A server-side context with a fresh certificate.
   *
   * @param addresses the addresses that clients may connect to
   * @param names the host names that clients may use; IP literals are welcome
   * @throws IllegalArgumentException if there is neither an address nor a name
   */
  public SSLContext issueServer(Collection<InetAddress> addresses, Collection<String> names) {
    return issueServer(addresses, names, random);
  }

  /**
   * A server-side context with a fresh certificate, whose connections draw their keys from a source
   * of one's own.
   *
   * @param addresses the addresses that clients may connect to
   * @param names the host names that clients may use; IP literals are welcome
   * @param source where the connections' keys come from
   * @throws IllegalArgumentException if there is neither an address nor a name
   */
  public SSLContext issueServer(
      Collection<InetAddress> addresses, Collection<String> names, SecureRandom source) {
    return serverContext(serverKey(addresses, names), Optional.of(source));
  }

  /** The key of a server, with a fresh certificate that is valid. */
  private KeyManager serverKey(Collection<InetAddress> addresses, Collection<String> names) {
    return serverKey(ServerCertificate.VALID, addresses, names);
  }

  /**
   * The key of a server, with a fresh certificate, good or bad.
   *
   * @param addresses the addresses that clients may connect to
   * @param names the host names that clients may use; IP literals are welcome
   */
  KeyManager serverKey(
      ServerCertificate kind, Collection<InetAddress> addresses, Collection<String> names) {
    if (addresses.isEmpty() && names.isEmpty()) {
      throw new IllegalArgumentException("A server certificate needs an address or a name");
    }
    try {
      Days days =
          switch (kind) {
            case EXPIRED -> EXPIRED;
            case NOT_YET_VALID -> NOT_YET_VALID;
            default -> A_YEAR;
          };
      Subject subject =
          kind == ServerCertificate.OTHER_NAME
              ? new Subject(List.of(), List.of(OTHER_NAME), days)
              : new Subject(addresses, names, days);
      return switch (kind) {
        case OTHER_KEY -> signed(newKey(), subject);
        case OTHER_AUTHORITY -> new CertificateAuthority().signed(serverKey, subject);
        case SELF_SIGNED ->
            new SingleKeyManager(serverKey.getPrivate(), certificates.ofItself(serverKey, subject));
        default -> signed(serverKey, subject);
      };
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "Can't issue a certificate for %s %s", addresses, names), e);
    } catch (LinkageError | SecurityException e) {
      throw BouncyCastle.doesNotFit(e);
    }
  }

  private KeyManager signed(KeyPair key, Subject subject)
      throws GeneralSecurityException, IOException {
    X509Certificate leaf = certificates.ofServer(certificate, key, subject);
    return new SingleKeyManager(key.getPrivate(), leaf, certificate);
  }

  /** A server-side context that shows the certificate of a key, and draws keys from a source. */
  SSLContext serverContext(KeyManager key, Optional<SecureRandom> source) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      // Clients show no certificates. With null Java would read its whole default trust store.
      context.init(new KeyManager[] {key}, new TrustManager[0], source.orElse(random));
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Can't make a context of the FtpNat CA's servers", e);
    }
  }

  /** A client-side context of its own that trusts this authority and nobody else. */
  public SSLContext clientContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust, random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Can't make a context that trusts the FtpNat CA", e);
    }
  }

  /** The authority's certificate as PEM text, for clients that aren't written in Java. */
  public String pem() {
    try {
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Can't encode the certificate of the FtpNat CA", e);
    }
  }

  /** A PKCS #12 trust store with the authority's certificate. */
  public byte[] pkcs12(char[] password) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      trustStore().store(bytes, password);
      return bytes.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Can't write a trust store with the FtpNat CA", e);
    }
  }

  private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trustStore());
    return factory.getTrustManagers();
  }

  private KeyStore trustStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ftpnat-ca", certificate);
    return store;
  }
}
