package dev.ftpnat.internal.network;

import dev.ftpnat.internal.nat.Fate;

/** What stands between the two ends of an established connection. */
@FunctionalInterface
interface Gateways {

  /**
   * One side sends a segment, its FIN or a reset.
   *
   * @param fromOrigin whether the side sends it that has opened the connection
   * @return what becomes of it
   */
  Fate carry(boolean fromOrigin);
}
