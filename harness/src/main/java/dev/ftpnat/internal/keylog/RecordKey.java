package dev.ftpnat.internal.keylog;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens the records that one side has protected with a traffic secret, RFC 8446 section 5.2. */
final class RecordKey {

  private static final int IV_LENGTH = 12;
  private static final int TAG_BITS = 128;

  private final boolean gcm;
  private final SecretKeySpec key;
  private final byte[] iv;
  private long sequence;

  RecordKey(Suite suite, byte[] trafficSecret) throws GeneralSecurityException {
    Hash hash = suite.hash();
    byte[] none = new byte[0];
    gcm = suite != Suite.CHACHA20_POLY1305_SHA256;
    byte[] bytes = hash.expandLabel(trafficSecret, "key", none, suite.keyLength());
    key = new SecretKeySpec(bytes, gcm ? "AES" : "ChaCha20");
    iv = hash.expandLabel(trafficSecret, "iv", none, IV_LENGTH);
  }

  /**
   * The content of a record with its padding and its type, unless it is protected otherwise.
   *
   * @param record the record with its header
   */
  Optional<byte[]> open(byte[] record) throws GeneralSecurityException {
    byte[] nonce = iv.clone();
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[IV_LENGTH - 1 - i] ^= (byte) (sequence >> (8 * i));
    }
    AlgorithmParameterSpec parameters =
        gcm ? new GCMParameterSpec(TAG_BITS, nonce) : new IvParameterSpec(nonce);
    Cipher cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    cipher.updateAAD(ByteBuffer.wrap(record, 0, HandshakeStream.HEADER));
    try {
      byte[] inner =
          cipher.doFinal(record, HandshakeStream.HEADER, record.length - HandshakeStream.HEADER);
      sequence++;
      return Optional.of(inner);
    } catch (AEADBadTagException e) {
      return Optional.empty();
    }
  }
}
