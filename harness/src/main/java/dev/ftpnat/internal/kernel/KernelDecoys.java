package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.decoy.Decoys;
import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NamespaceSockets;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has decoys listen in the client's namespace, whose loopback interface has their addresses. */
final class KernelDecoys {

  private static final Logger LOGGER = LoggerFactory.getLogger(KernelDecoys.class);

  private final Topology topology;
  private final Decoys decoys;
  private final Namespace client;
  private final DaemonThreads daemons = new DaemonThreads("ftpnat decoys' listener ");
  private final ExecutorService threads = daemons.pool();
  private final Set<ServerSocket> listeners = ConcurrentHashMap.newKeySet();

  KernelDecoys(Topology topology, Recorder recorder, Namespace client) {
    this.topology = topology;
    this.decoys = new Decoys(topology, recorder, threads);
    this.client = client;
  }

  /** A reply is about to be said. */
  void said(String reply) {
    for (Endpoint endpoint : decoys.said(reply)) {
      try {
        listen(endpoint);
      } catch (IOException | RejectedExecutionException e) {
        // A program of the client's listens there itself, or the environment is being closed.
        LOGGER.debug("No decoy can listen at {}", endpoint, e);
      }
    }
  }

  private void listen(Endpoint endpoint) throws IOException {
    ServerSocket listener = NamespaceSockets.serverSocket(client);
    listeners.add(listener);
    try {
      listener.bind(new InetSocketAddress(endpoint.address(), endpoint.port()));
      threads.execute(() -> accept(listener, endpoint));
    } catch (IOException | RejectedExecutionException e) {
      listeners.remove(listener);
      Sockets.close(listener);
      throw e;
    }
  }

  private void accept(ServerSocket listener, Endpoint endpoint) {
    while (!listener.isClosed()) {
      try {
        Socket visitor = listener.accept();
        decoys.visited(visitor, new Endpoint(source(endpoint), visitor.getPort()), endpoint);
      } catch (IOException e) {
        if (!listener.isClosed()) {
          Sockets.pauseAfterError();
        }
      }
    }
  }

  /** To the client's stack both ends have the decoy's address. */
  private InetAddress source(Endpoint decoy) {
    return topology
        .clientAddress(AddressFamily.of(decoy.address()))
        .or(topology::clientAddress)
        .orElseThrow();
  }

  Activity activity() {
    return daemons.activity();
  }

  void close() {
    listeners.forEach(Sockets::close);
    decoys.close();
    daemons.stop(threads);
  }
}
