package dev.ftpnat.internal.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** The server listens on a passive port, for one connection. */
final class PassiveRendezvous extends Rendezvous {

  private final NetworkCard network;
  private final PassivePort listening;
  private final Duration acceptTimeout;

  private PassiveRendezvous(NetworkCard network, PassivePort listening, Duration acceptTimeout) {
    this.network = network;
    this.listening = listening;
    this.acceptTimeout = acceptTimeout;
  }

  /**
   * Listens.
   *
   * @param acceptTimeout how long a command that transfers waits for the client's connection
   * @throws IOException if the range of passive ports is in use
   */
  static PassiveRendezvous listen(NetworkCard network, Duration acceptTimeout) throws IOException {
    return new PassiveRendezvous(network, network.listenPassively(), acceptTimeout);
  }

  @Override
  Socket meet() throws IOException {
    try {
      return listening.accept(acceptTimeout);
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
