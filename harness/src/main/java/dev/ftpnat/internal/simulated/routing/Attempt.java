package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Party;

/**
 * A connection that somebody wants.
 *
 * @param connection its number
 * @param began when it was attempted, by the recorder's time
 * @param origin whose it is
 * @param source where it comes from, as its origin sees it
 * @param target what its origin asked for
 */
public record Attempt(
    long connection, long began, Party origin, Endpoint source, Endpoint target) {}
