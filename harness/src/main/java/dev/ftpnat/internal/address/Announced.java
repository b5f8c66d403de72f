package dev.ftpnat.internal.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the clients of one environment have been told to connect to by replies. These endpoints are
 * the environment's, whatever their addresses are: a client that believes a reply must not get out
 * of it.
 */
public final class Announced {

  /** Of all environments, so that it can be told which one announced an endpoint last. */
  private static final AtomicLong TURN = new AtomicLong();

  private final Map<InetSocketAddress, Long> turns = new ConcurrentHashMap<>();

  /** The endpoints that a line of a control connection names, if it is a reply that names any. */
  public static List<InetSocketAddress> in(String line) {
    return AnnouncedEndpoints.in(line);
  }

  /** A line of a control connection is about to reach the client, or may do so. */
  public void said(String line) {
    in(line).forEach(endpoint -> turns.put(endpoint, TURN.incrementAndGet()));
  }

  /** Whether a client has been told to connect there. */
  public boolean contains(InetAddress address, int port) {
    return turn(address, port).isPresent();
  }

  /** When a client was told last to connect there, counted over all environments. */
  public OptionalLong turn(InetAddress address, int port) {
    if (turns.isEmpty() || port < 0 || port > 65535) {
      return OptionalLong.empty();
    }
    Long turn = turns.get(new InetSocketAddress(address, port));
    return turn == null ? OptionalLong.empty() : OptionalLong.of(turn);
  }
}
