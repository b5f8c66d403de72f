package dev.ftpnat.internal.network;

import dev.ftpnat.internal.nat.Flow;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.Party;

/**
 * A connection attempt that every gateway on the way has let through, and that counts as
 * established in their tables.
 *
 * @param connection its number
 * @param began when it was attempted, by the recorder's time
 * @param origin whose it is
 * @param source where it comes from, as its origin sees it
 * @param target what its origin asked for
 * @param route how it was translated, and where it arrives
 * @param flow the connection, for the gateways on its way
 * @param tap captures what it carries
 */
record Passed(
    long connection,
    long began,
    Party origin,
    Endpoint source,
    Endpoint target,
    Route.Delivered route,
    Flow flow,
    Tap tap) {

  /** Whether it arrives at the client rather than at the server. */
  boolean arrivesAtClient() {
    return route.host() == Party.CLIENT;
  }

  /** The port that it arrives at. */
  int port() {
    return route.arrivesAt().port();
  }
}
