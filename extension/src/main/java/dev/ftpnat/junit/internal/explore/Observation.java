package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import dev.ftpnat.trace.Trace;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a client did in a network.
 *
 * @param plan the network
 * @param trace what the network saw
 * @param servers the addresses at which the server is
 * @param thrown what the client threw
 * @param stack where it was, if it didn't end in time
 * @param took how long it took
 */
record Observation(
    NetworkPlan plan,
    Trace trace,
    Set<InetAddress> servers,
    Optional<Throwable> thrown,
    Optional<StackTraceElement[]> stack,
    Duration took) {

  Observation {
    servers = Set.copyOf(servers);
  }

  boolean ended() {
    return stack.isEmpty();
  }
}
