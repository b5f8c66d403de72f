package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NamespaceSockets;
import dev.ftpnat.internal.kernel.netns.NetnsHosts;
import dev.ftpnat.internal.kernel.netns.Plan;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What listens on gateways that accept themselves what they don't let through. To be silent takes
 * no thread: the kernel accepts for a socket that nobody asks for connections, and keeps them.
 */
final class AcceptingGateways implements AutoCloseable {

  /** As many as the kernel keeps by default (net.core.somaxconn). */
  private static final int BACKLOG = 4096;

  /** A SYN-ACK and a reset at once would be a refusal to some. */
  private static final Duration BEFORE_RESET = Duration.ofMillis(20);

  private final List<ServerSocket> listeners = new ArrayList<>();

  /** Listens on those of a network. */
  AcceptingGateways(Topology topology, NetnsHosts hosts) throws IOException {
    try {
      for (Gateway gateway : topology.gateways()) {
        if (gateway.acceptsItself()) {
          Namespace host = hosts.of(gateway.name().orElseThrow());
          listen(host, Plan.SILENT_PORT);
          ServerSocket resetting = listen(host, Plan.RESETTING_PORT);
          Thread thread =
              new Thread(() -> resetAll(resetting), "ftpnat-resets " + gateway.name().get());
          thread.setDaemon(true);
          thread.start();
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private ServerSocket listen(Namespace host, int port) throws IOException {
    ServerSocket listener = NamespaceSockets.serverSocket(host);
    listeners.add(listener);
    listener.bind(new InetSocketAddress(port), BACKLOG);
    return listener;
  }

  private static void resetAll(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        Socket accepted = listener.accept();
        LockSupport.parkNanos(BEFORE_RESET.toNanos());
        Sockets.reset(accepted);
      } catch (IOException e) {
        // Closed, or no descriptor is left.
        Sockets.pauseAfterError();
      }
    }
  }

  @Override
  public void close() {
    listeners.forEach(Sockets::close);
  }
}
