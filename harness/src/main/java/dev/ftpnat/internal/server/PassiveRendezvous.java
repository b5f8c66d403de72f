package dev.ftpnat.internal.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** The server listens on a passive port, for one connection. */
final class PassiveRendezvous extends Rendezvous {

  /** How long a command that transfers waits for the client's connection. */
  static final Duration ACCEPT_TIMEOUT = Duration.ofSeconds(10);

  private final NetworkCard network;
  private final PassivePort listening;

  private PassiveRendezvous(NetworkCard network, PassivePort listening) {
    this.network = network;
    this.listening = listening;
  }

  /**
   * Listens.
   *
   * @throws IOException if the range of passive ports is in use
   */
  static PassiveRendezvous listen(NetworkCard network) throws IOException {
    return new PassiveRendezvous(network, network.listenPassively());
  }

  @Override
  Socket meet() throws IOException {
    try {
      return listening.accept(ACCEPT_TIMEOUT);
    } finally {
      cancel();
    }
  }

  @Override
  void cancel() {
    listening.close();
  }

  @Override
  InetAddress address() {
    return network.advertisedAddress();
  }

  @Override
  int port() {
    return listening.port();
  }
}
