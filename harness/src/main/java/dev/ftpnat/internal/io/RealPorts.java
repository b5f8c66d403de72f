package dev.ftpnat.internal.io;

import dev.ftpnat.net.IpAddresses;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ports of this machine's loopback on which the harness itself really listens: SOCKS servers,
 * FTP servers, Toxiproxy's API. What is meant for one of them can't be told from what a client does
 * that was told to go there, so no reply may name one, and nothing on a network reaches one.
 */
public final class RealPorts {

  private static final RealPorts SHARED = new RealPorts();

  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  private RealPorts() {}

  /** Those of this JVM. */
  public static RealPorts shared() {
    return SHARED;
  }

  public void add(int port) {
    ports.add(port);
  }

  public void remove(int port) {
    ports.remove(port);
  }

  public boolean contains(int port) {
    return ports.contains(port);
  }

  /** Whether an endpoint is one of them for a client on this machine. */
  public boolean contains(InetSocketAddress endpoint) {
    return contains(endpoint.getPort()) && IpAddresses.isOwnHost(endpoint.getAddress());
  }
}
