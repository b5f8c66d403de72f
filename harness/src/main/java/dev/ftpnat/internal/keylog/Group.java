package dev.ftpnat.internal.keylog;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/**
 * A named group (RFC 8446 section 4.2.7), and how Java makes a private key from random bytes.
 *
 * <p>The public key isn't computed but agreed upon: agreeing with somebody whose public key is the
 * group's generator, so whose private key is 1, yields one's own public key, or its x coordinate.
 */
enum Group {
  SECP256R1(0x17, 256, "secp256r1"),
  SECP384R1(0x18, 384, "secp384r1"),
  SECP521R1(0x19, 521, "secp521r1"),
  X25519(0x1d, NamedParameterSpec.X25519, 32, 9),
  X448(0x1e, NamedParameterSpec.X448, 56, 5);

  /** FIPS 186-4 section B.4.1: so many more bits than the order has, against bias. */
  private static final int EXTRA_BITS = 64;

  private static final int UNCOMPRESSED_POINT = 4;

  private final int number;
  private final NamedParameterSpec parameters;
  private final int bits;
  private final int drawn;
  private final int generator;

  Group(int number, int bits, String name) {
    this.number = number;
    this.bits = bits;
    this.drawn = (bits + EXTRA_BITS + 7) / 8;
    this.parameters = new ECGenParameterSpec(name);
    this.generator = 0;
  }

  Group(int number, NamedParameterSpec parameters, int bytes, int generator) {
    this.number = number;
    this.bits = 8 * bytes;
    this.drawn = bytes;
    this.parameters = parameters;
    this.generator = generator;
  }

  /** The group with this number, if it is one of these. */
  static Optional<Group> of(int number) {
    return Arrays.stream(values()).filter(group -> group.number == number).findAny();
  }

  /** Whether a private key of any group is made from that many random bytes. */
  static boolean anyDraws(int bytes) {
    for (Group group : values()) {
      if (group.drawn == bytes) {
        return true;
      }
    }
    return false;
  }

  /** How many random bytes a private key is made from. */
  int drawn() {
    return drawn;
  }

  /** The public key that belongs to the private key 1. */
  PublicKey generator() throws GeneralSecurityException {
    if (isMontgomery()) {
      return montgomery(BigInteger.valueOf(generator));
    }
    ECParameterSpec curve = curve();
    return point(curve, curve.getGenerator());
  }

  /** What of a public key on the wire is comparable with what an agreement yields. */
  byte[] coordinate(byte[] shown) {
    return isMontgomery() ? shown : Arrays.copyOfRange(shown, 1, 1 + (bits + 7) / 8);
  }

  /** A public key as it is on the wire. */
  PublicKey decode(byte[] shown) throws GeneralSecurityException {
    int length = (bits + 7) / 8;
    if (isMontgomery()) {
      byte[] u = reversed(shown);
      // RFC 7748 section 5: the bit that the field has no use for doesn't count.
      u[0] &= (byte) (this == X25519 ? 0x7f : 0xff);
      return montgomery(new BigInteger(1, u));
    }
    if (shown.length != 1 + 2 * length || shown[0] != UNCOMPRESSED_POINT) {
      throw new IllegalArgumentException("not an uncompressed point of " + this);
    }
    BigInteger x = new BigInteger(1, shown, 1, length);
    BigInteger y = new BigInteger(1, shown, 1 + length, length);
    return point(curve(), new ECPoint(x, y));
  }

  /** The secret that the owner of a private key, still as it was drawn, shares with another. */
  byte[] agree(byte[] draw, PublicKey other) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance(isMontgomery() ? "XDH" : "ECDH");
    agreement.init(isMontgomery() ? montgomeryKey(draw) : scalar(draw));
    agreement.doPhase(other, true);
    return agreement.generateSecret();
  }

  private boolean isMontgomery() {
    return generator != 0;
  }

  private PublicKey montgomery(BigInteger u) throws GeneralSecurityException {
    return KeyFactory.getInstance("XDH").generatePublic(new XECPublicKeySpec(parameters, u));
  }

  private PrivateKey montgomeryKey(byte[] draw) throws GeneralSecurityException {
    return KeyFactory.getInstance("XDH").generatePrivate(new XECPrivateKeySpec(parameters, draw));
  }

  private ECParameterSpec curve() throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(parameters);
    return curve.getParameterSpec(ECParameterSpec.class);
  }

  private static PublicKey point(ECParameterSpec curve, ECPoint point)
      throws GeneralSecurityException {
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
  }

  /** Java takes what it drew as a little-endian number, modulo the order. */
  private PrivateKey scalar(byte[] draw) throws GeneralSecurityException {
    ECParameterSpec curve = curve();
    BigInteger most = BigInteger.ONE.shiftLeft(bits + EXTRA_BITS);
    BigInteger scalar = new BigInteger(1, reversed(draw)).mod(most).mod(curve.getOrder());
    return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, curve));
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
