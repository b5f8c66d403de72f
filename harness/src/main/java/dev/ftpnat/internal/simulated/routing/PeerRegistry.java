package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.io.BoundedMap;
import dev.ftpnat.net.Endpoint;
import java.util.Map;
import java.util.Optional;

/**
 * Where the latest connections to the client come from on the simulated network, by the real
 * loopback ports that they come from. They are kept when a connection has ended: a short one may be
 * over before the client accepts it and asks.
 */
public final class PeerRegistry {

  /** More than a client leaves unaccepted. */
  private static final int MOST = 4096;

  private final Map<Integer, Endpoint> byRealPort = new BoundedMap<>(MOST);

  public synchronized void put(int realPort, Endpoint source) {
    byRealPort.put(realPort, source);
  }

  public synchronized Optional<Endpoint> of(int realPort) {
    return Optional.ofNullable(byRealPort.get(realPort));
  }
}
