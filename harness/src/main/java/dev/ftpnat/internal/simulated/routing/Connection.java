package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.nat.Flow;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Party;

/**
 * A connection attempt that every gateway on the way has let through, and that counts as
 * established in their tables.
 *
 * @param attempt the attempt
 * @param route how it was translated, and where it arrives
 * @param flow the connection, for the gateways on its way
 * @param tap captures what it carries
 */
public record Connection(Attempt attempt, Route.Delivered route, Flow flow, Tap tap) {

  /** Its number. */
  public long connection() {
    return attempt.connection();
  }

  /** Whose it is. */
  public Party origin() {
    return attempt.origin();
  }

  /** Where it comes from, as its origin sees it. */
  public Endpoint source() {
    return attempt.source();
  }

  /** What its origin asked for. */
  public Endpoint target() {
    return attempt.target();
  }

  /** Whether it arrives at the client rather than at the server. */
  public boolean arrivesAtClient() {
    return route.host() == Party.CLIENT;
  }

  /** The port that it arrives at. */
  public int port() {
    return route.arrivesAt().port();
  }
}
