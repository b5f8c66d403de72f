package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;

/** The handshake messages of both sides in their order, RFC 8446 section 4.4.1. */
final class Transcript {

  private static final int MESSAGE_HASH = 254;

  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  void add(Item message) {
    messages.writeBytes(message.bytes());
  }

  byte[] hash(Hash hash) throws GeneralSecurityException {
    return hash.of(messages.toByteArray());
  }

  /** A hello that the server asks to be sent again counts by its hash. */
  void shorten(Hash hash) throws GeneralSecurityException {
    byte[] first = hash(hash);
    messages.reset();
    messages.writeBytes(new byte[] {(byte) MESSAGE_HASH, 0, 0, (byte) first.length});
    messages.writeBytes(first);
  }
}
