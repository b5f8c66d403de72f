package dev.ftpnat.internal.keylog;

import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Derives the secrets of TLS connections to servers that draw their keys from one {@link
 * RecordingRandom}: TLS 1.2 and 1.3 with ECDHE in the groups of RFC 8446 that Java has, also of
 * sessions that are resumed, if it has seen how they began.
 */
public final class KeyLog {

  private final RecordingRandom random;
  private final SessionTickets sessions = new SessionTickets();

  /** A log of connections to a server that is given this random number generator. */
  public KeyLog(RecordingRandom random) {
    this.random = random;
  }

  /** Watches a connection, from the first byte of TLS on. */
  public HandshakeObserver watch() {
    return new HandshakeObserver(this);
  }

  /** The sessions that can be resumed. */
  SessionTickets sessions() {
    return sessions;
  }

  /** What a server that showed the one key shares with a client that showed the other. */
  Optional<byte[]> sharedSecret(int groupNumber, byte[] ofServer, byte[] ofClient)
      throws GeneralSecurityException {
    Optional<Group> group = Group.of(groupNumber);
    if (group.isPresent()) {
      for (RandomDraw draw : random.draws(group.get().drawn())) {
        if (draw.isKeyOf(group.get(), ofServer)) {
          return Optional.of(draw.agree(group.get(), ofClient));
        }
      }
    }
    return Optional.empty();
  }
}
