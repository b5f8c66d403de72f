package dev.ftpnat.internal.tls;

import dev.ftpnat.net.IpAddresses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.IDN;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.IPAddress;

/**
 * Makes the certificates of an authority (RFC 5280) of what Bouncy Castle's bcprov has had for ten
 * years, and of nothing else: other libraries bring along other versions of it, and of what builds
 * on it.
 */
final class Certificates {

  private static final int SERIAL_BITS = 128;

  /** 4, and the two coordinates (SEC 1 section 2.3.3). */
  private static final int POINT_OCTETS = 65;

  private static final X500Principal SERVER = new X500Principal("CN=FtpNat server, O=FtpNat");

  /**
   * Whom a certificate is for, and for how long.
   *
   * @param addresses the addresses that clients may connect to
   * @param names the host names that clients may use; IP literals are welcome
   * @param days from when to when, counted from now
   */
  record Subject(Collection<InetAddress> addresses, Collection<String> names, Days days) {}

  /**
   * A time in days from now.
   *
   * @param first when it begins
   * @param last when it ends
   */
  record Days(int first, int last) {}

  private final KeyPair authorityKey;
  private final SecureRandom random;

  /**
   * Those of an authority.
   *
   * @param authorityKey its key, on the curve P-256
   * @param random where serial numbers come from
   */
  Certificates(KeyPair authorityKey, SecureRandom random) {
    this.authorityKey = authorityKey;
    this.random = random;
  }

  /** The certificate of the authority, signed by itself. */
  X509Certificate ofAuthority() throws GeneralSecurityException, IOException {
    // The serial number in the name keeps apart the authorities of several JVMs in one trust store.
    BigInteger serial = serial();
    X500Principal name = new X500Principal("CN=FtpNat CA " + serial.toString(16) + ", O=FtpNat");
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    extensions.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    extensions.addExtension(
        Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(id(authorityKey)));
    return sign(name, serial, new Days(-1, 3650), name, authorityKey, extensions.generate());
  }

  /**
   * A certificate for a server.
   *
   * @param issuer the authority's own
   * @param key the server's
   * @param subject whom it is for, and for how long
   */
  X509Certificate ofServer(X509Certificate issuer, KeyPair key, Subject subject)
      throws GeneralSecurityException, IOException {
    return sign(
        issuer.getSubjectX500Principal(),
        serial(),
        subject.days(),
        SERVER,
        key,
        ofServer(key, authorityKey, subject));
  }

  /** A certificate for a server, which its own key has signed. */
  X509Certificate ofItself(KeyPair key, Subject subject)
      throws GeneralSecurityException, IOException {
    Certificates itself = new Certificates(key, random);
    return itself.sign(SERVER, serial(), subject.days(), SERVER, key, ofServer(key, key, subject));
  }

  private static Extensions ofServer(KeyPair key, KeyPair signer, Subject subject)
      throws GeneralSecurityException, IOException {
    Set<GeneralName> subjects = new LinkedHashSet<>();
    subject.addresses().forEach(address -> subjects.add(ipAddress(IpAddresses.text(address))));
    subject.names().forEach(name -> subjects.add(subject(name)));
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    extensions.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    extensions.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(subjects.toArray(GeneralName[]::new)));
    extensions.addExtension(
        Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(id(key)));
    extensions.addExtension(
        Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(id(signer)));
    return extensions.generate();
  }

  /** RFC 5280 section 4.1. Java's own providers do it: nothing is registered for the whole JVM. */
  private X509Certificate sign(
      X500Principal issuer,
      BigInteger serial,
      Days days,
      X500Principal subject,
      KeyPair key,
      Extensions extensions)
      throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    V3TBSCertificateGenerator unsigned = new V3TBSCertificateGenerator();
    unsigned.setSerialNumber(new ASN1Integer(serial));
    unsigned.setIssuer(X500Name.getInstance(issuer.getEncoded()));
    unsigned.setStartDate(new Time(daysFromNow(days.first())));
    unsigned.setEndDate(new Time(daysFromNow(days.last())));
    unsigned.setSubject(X500Name.getInstance(subject.getEncoded()));
    unsigned.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
    unsigned.setExtensions(extensions);
    unsigned.setSignature(algorithm);
    ASN1Object toBeSigned = unsigned.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(authorityKey.getPrivate());
    signature.update(toBeSigned.getEncoded());
    ASN1EncodableVector signed = new ASN1EncodableVector();
    signed.add(toBeSigned);
    signed.add(algorithm);
    signed.add(new DERBitString(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(new DERSequence(signed).getEncoded()));
  }

  /** The SHA-1 hash of the key's bits (RFC 5280 section 4.2.1.2), of P-256 the last 65 octets. */
  private static byte[] id(KeyPair key) throws GeneralSecurityException {
    byte[] encoded = key.getPublic().getEncoded();
    byte[] point = Arrays.copyOfRange(encoded, encoded.length - POINT_OCTETS, encoded.length);
    return MessageDigest.getInstance("SHA-1").digest(point);
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
