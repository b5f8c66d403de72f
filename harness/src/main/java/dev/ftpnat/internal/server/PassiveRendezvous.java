package dev.ftpnat.internal.server;

import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The server listens on a virtual port, for one connection. */
final class PassiveRendezvous extends Rendezvous {

  /** How long a command that transfers waits for the client's connection. */
  static final Duration ACCEPT_TIMEOUT = Duration.ofSeconds(10);

  private final NetworkCard network;
  private final ServerSocket listening;
  private final int virtualPort;
  private final AtomicBoolean released = new AtomicBoolean();

  private PassiveRendezvous(NetworkCard network, ServerSocket listening, int virtualPort) {
    this.network = network;
    this.listening = listening;
    this.virtualPort = virtualPort;
  }

  /**
   * Listens.
   *
   * @throws IOException if the range of passive ports is in use
   */
  static PassiveRendezvous listen(NetworkCard network) throws IOException {
    ServerSocket listening = new ServerSocket();
    try {
      listening.bind(new InetSocketAddress(Ipv4.of("127.0.0.1"), 0));
      listening.setSoTimeout((int) ACCEPT_TIMEOUT.toMillis());
      int virtualPort = network.listenPassively(listening.getLocalPort());
      return new PassiveRendezvous(network, listening, virtualPort);
    } catch (IOException | RuntimeException e) {
      listening.close();
      throw e;
    }
  }

  @Override
  Socket meet() throws IOException {
    try {
      return listening.accept();
    } finally {
      cancel();
    }
  }

  @Override
  void cancel() {
    // Only once: the network may have given the port to somebody else by now.
    if (released.compareAndSet(false, true)) {
      network.stopListening(virtualPort);
      closeQuietly(listening);
    }
  }

  @Override
  InetAddress address() {
    return network.advertisedAddress();
  }

  @Override
  int port() {
    return virtualPort;
  }
}
