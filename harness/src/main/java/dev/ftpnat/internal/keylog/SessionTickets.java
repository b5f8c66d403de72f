package dev.ftpnat.internal.keylog;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The secrets of sessions that clients may resume, by ticket or session id. The latest used. */
final class SessionTickets {

  private static final int CAPACITY = 1024;

  private final Map<ByteBuffer, byte[]> secrets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, byte[]> eldest) {
          return size() > CAPACITY;
        }
      };

  synchronized void remember(byte[] ticket, byte[] secret) throws GeneralSecurityException {
    secrets.put(name(ticket), secret);
  }

  synchronized Optional<byte[]> secret(byte[] ticket) throws GeneralSecurityException {
    return Optional.ofNullable(secrets.get(name(ticket)));
  }

  /** A ticket may hold a whole session with its certificates, so only its hash is kept. */
  private static ByteBuffer name(byte[] ticket) throws GeneralSecurityException {
    return ByteBuffer.wrap(Hash.SHA256.of(ticket));
  }
}
