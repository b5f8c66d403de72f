package dev.ftpnat.internal.simulated.relay;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that are up, so that they can be cut when the network goes away. */
final class OpenConnections {

  /** A connection that is up. */
  interface Connection {

    /** Cuts it: both ends see a reset. Safe to call again, and from any thread. */
    void abort();

    /** Whether the server has been told of the client's end, and will end it as well. */
    default boolean isEnding() {
      return false;
    }
  }

  private final Set<Connection> up = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** A connection is up; if the network has gone away meanwhile, it is cut at once. */
  void add(Connection connection) {
    up.add(connection);
    if (closed) {
      connection.abort();
    }
  }

  /** A connection is over. */
  void remove(Connection connection) {
    up.remove(connection);
  }

  /** Whether one of them will end by itself before long. */
  boolean isAnyEnding() {
    return up.stream().anyMatch(Connection::isEnding);
  }

  /** Cuts all connections, and from now on every new one. */
  void abortAll() {
    closed = true;
    up.forEach(Connection::abort);
  }
}
