package dev.ftpnat.internal.alg;

import dev.ftpnat.net.Endpoint;
import java.util.Objects;

/**
 * A control connection as the two sides of one gateway see it; netfilter's pair of conntrack
 * tuples.
 *
 * @param source the client's endpoint on the client's side of the gateway
 * @param destination the server's endpoint on the client's side of the gateway
 * @param translatedSource the client's endpoint on the server's side of the gateway
 * @param translatedDestination the server's endpoint on the server's side of the gateway
 */
public record ControlTuple(
    Endpoint source,
    Endpoint destination,
    Endpoint translatedSource,
    Endpoint translatedDestination) {

  public ControlTuple {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(destination, "destination");
    Objects.requireNonNull(translatedSource, "translatedSource");
    Objects.requireNonNull(translatedDestination, "translatedDestination");
  }

  /** Whether the gateway changes anything about it; netfilter's IPS_NAT_MASK. */
  public boolean isTranslated() {
    return !source.equals(translatedSource) || !destination.equals(translatedDestination);
  }
}
