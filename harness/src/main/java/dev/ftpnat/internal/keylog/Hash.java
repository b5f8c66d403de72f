package dev.ftpnat.internal.keylog;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hash function of a cipher suite, and what TLS derives secrets with. */
enum Hash {
  SHA256("SHA-256", "HmacSHA256", 32),
  SHA384("SHA-384", "HmacSHA384", 48);

  private final String digest;
  private final String hmac;
  private final int length;

  Hash(String digest, String hmac, int length) {
    this.digest = digest;
    this.hmac = hmac;
    this.length = length;
  }

  /** The length of its result. */
  int length() {
    return length;
  }

  byte[] of(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance(digest).digest(bytes);
  }

  byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(hmac);
    mac.init(new SecretKeySpec(key, hmac));
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** HKDF-Extract, RFC 5869. */
  byte[] extract(byte[] salt, byte[] material) throws GeneralSecurityException {
    return hmac(salt, material);
  }

  /** HKDF-Expand-Label, RFC 8446 section 7.1. */
  byte[] expandLabel(byte[] secret, String label, byte[] context, int wanted)
      throws GeneralSecurityException {
    byte[] name = ascii("tls13 " + label);
    byte[] info =
        ByteBuffer.allocate(4 + name.length + context.length)
            .putShort((short) wanted)
            .put((byte) name.length)
            .put(name)
            .put((byte) context.length)
            .put(context)
            .array();
    byte[] block = new byte[0];
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    for (int i = 1; blocks.size() < wanted; i++) {
      block = hmac(secret, block, info, new byte[] {(byte) i});
      blocks.writeBytes(block);
    }
    return Arrays.copyOf(blocks.toByteArray(), wanted);
  }

  /** Derive-Secret, RFC 8446 section 7.1, of a transcript that has been hashed. */
  byte[] deriveSecret(byte[] secret, String label, byte[] transcriptHash)
      throws GeneralSecurityException {
    return expandLabel(secret, label, transcriptHash, length);
  }

  /** The PRF of TLS 1.2, RFC 5246 section 5. */
  byte[] prf(byte[] secret, String label, byte[] seed, int wanted) throws GeneralSecurityException {
    byte[] name = ascii(label);
    byte[] a = hmac(secret, name, seed);
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    while (blocks.size() < wanted) {
      blocks.writeBytes(hmac(secret, a, name, seed));
      a = hmac(secret, a);
    }
    return Arrays.copyOf(blocks.toByteArray(), wanted);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
