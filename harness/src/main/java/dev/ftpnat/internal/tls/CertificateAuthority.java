package dev.ftpnat.internal.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.IDN;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * Signs the certificates of embedded servers. It lives as long as the JVM and its key never leaves
 * it, so trusting it in a test is no risk elsewhere.
 */
public final class CertificateAuthority {

  private static final int SERIAL_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final KeyPair authorityKey;
  // Making a key costs more than all the rest of issuing; servers of one JVM may share theirs.
  private final KeyPair serverKey;
  private final X509Certificate certificate;

  private static final class Holder {
    private static final CertificateAuthority SHARED = create();

    private static CertificateAuthority create() {
      try {
        return new CertificateAuthority();
      } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
        throw new IllegalStateException("This Java runtime can't make EC certificates", e);
      }
    }
  }

  private CertificateAuthority()
      throws GeneralSecurityException, IOException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    authorityKey = generator.generateKeyPair();
    serverKey = generator.generateKeyPair();
    certificate = certifyItself();
  }

  /** The authority of this JVM; made on first use. */
  public static CertificateAuthority shared() {
    return Holder.SHARED;
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
    Set<GeneralName> subjects = new LinkedHashSet<>();
    addresses.forEach(address -> subjects.add(ipAddress(address.getHostAddress())));
    names.forEach(name -> subjects.add(subject(name)));
    if (subjects.isEmpty()) {
      throw new IllegalArgumentException("A server certificate needs an address or a name");
    }
    try {
      X509Certificate leaf = certifyServer(subjects.toArray(GeneralName[]::new));
      KeyManager key = new SingleKeyManager(serverKey.getPrivate(), leaf, certificate);
      SSLContext context = SSLContext.getInstance("TLS");
      // Clients show no certificates. With null Java would read its whole default trust store.
      context.init(new KeyManager[] {key}, new TrustManager[0], source);
      return context;
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("Can't issue a certificate for " + subjects, e);
    }
  }

  /** A client-side context of its own that trusts this authority and nobody else. */
  public SSLContext clientContext() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trustStore());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), random);
      return context;
    } catch (GeneralSecurityException | IOException e) {
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

  private KeyStore trustStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ftpnat-ca", certificate);
    return store;
  }

  private X509Certificate certifyItself()
      throws GeneralSecurityException, IOException, OperatorCreationException {
    // The serial number in the name keeps apart the authorities of several JVMs in one trust store.
    BigInteger serial = serial();
    X500Principal name = new X500Principal("CN=FtpNat CA " + serial.toString(16) + ", O=FtpNat");
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name, serial, daysFromNow(-1), daysFromNow(3650), name, authorityKey.getPublic());
    JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        utils.createSubjectKeyIdentifier(authorityKey.getPublic()));
    return sign(builder);
  }

  private X509Certificate certifyServer(GeneralName[] subjects)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            certificate.getSubjectX500Principal(),
            serial(),
            daysFromNow(-1),
            daysFromNow(365),
            new X500Principal("CN=FtpNat server, O=FtpNat"),
            serverKey.getPublic());
    JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(subjects));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        utils.createSubjectKeyIdentifier(serverKey.getPublic()));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        utils.createAuthorityKeyIdentifier(authorityKey.getPublic()));
    return sign(builder);
  }

  private X509Certificate sign(X509v3CertificateBuilder builder)
      throws GeneralSecurityException, OperatorCreationException {
    // Without a provider named, Java's own are used: nothing is registered for the whole JVM.
    ContentSigner signer =
        new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private BigInteger serial() {
    // The top bit keeps it positive and never zero (RFC 5280 section 4.1.2.2).
    return new BigInteger(SERIAL_BITS - 1, random).setBit(SERIAL_BITS - 2);
  }

  private static GeneralName subject(String name) {
    // Clients compare an IP literal with iPAddress entries only (RFC 2818 section 3.1).
    return IPAddress.isValid(name)
        ? ipAddress(name)
        : new GeneralName(GeneralName.dNSName, IDN.toASCII(name));
  }

  private static GeneralName ipAddress(String literal) {
    return new GeneralName(GeneralName.iPAddress, literal);
  }

  private static Date daysFromNow(int days) {
    return Date.from(Instant.now().plus(days, ChronoUnit.DAYS));
  }
}
