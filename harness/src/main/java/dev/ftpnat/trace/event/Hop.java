package dev.ftpnat.trace.event;

import dev.ftpnat.net.Endpoint;

/**
 * What a gateway made of a connection that it let through.
 *
 * @param gateway its name
 * @param source where the connection came from, as it arrived
 * @param target where it went, as it arrived
 * @param translatedSource where it came from, as it left
 * @param translatedTarget where it went, as it left
 * @param reason why it was let through
 */
public record Hop(
    String gateway,
    Endpoint source,
    Endpoint target,
    Endpoint translatedSource,
    Endpoint translatedTarget,
    Reason reason) {

  @Override
  public String toString() {
    return gateway + " " + reason.text() + ": " + translatedSource + " -> " + translatedTarget;
  }
}
