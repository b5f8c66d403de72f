package dev.ftpnat.internal.keylog;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Bytes that were drawn at once, perhaps for a private key. */
final class RandomDraw {

  private final byte[] bytes;
  // Computed at most once: many connections may ask about the same draw.
  private final Map<Group, byte[]> publicKeys = new EnumMap<>(Group.class);

  RandomDraw(byte[] bytes) {
    this.bytes = bytes;
  }

  int length() {
    return bytes.length;
  }

  /** Whether this is the private key of what a server sent as its public one. */
  synchronized boolean isKeyOf(Group group, byte[] shown) throws GeneralSecurityException {
    byte[] own = publicKeys.get(group);
    if (own == null) {
      own = group.agree(bytes, group.generator());
      publicKeys.put(group, own);
    }
    return Arrays.equals(own, group.coordinate(shown));
  }

  /** The secret that it shares with the owner of another public key. */
  byte[] agree(Group group, byte[] other) throws GeneralSecurityException {
    return group.agree(bytes, group.decode(other));
  }
}
