package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.internal.server.spi.ServerNic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** The server listens on a passive port, for one connection. */
final class PassiveDataChannel extends DataChannel {

  private static final Duration PATIENT = Duration.ofDays(1);

  private final ServerNic network;
  private final PassivePort listening;
  private final Duration acceptTimeout;
  private final boolean lasting;

  private PassiveDataChannel(
      ServerNic network, PassivePort listening, Duration acceptTimeout, boolean lasting) {
    this.lasting = lasting;
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
  static PassiveDataChannel listen(ServerNic network, Duration acceptTimeout) throws IOException {
    return new PassiveDataChannel(network, network.listenPassively(), acceptTimeout, false);
  }

  /**
   * Listens for a server that gives up by itself.
   *
   * @param lasting whether it goes on to listen after the first connection
   */
  static PassiveDataChannel listenPatiently(ServerNic network, boolean lasting) throws IOException {
    return new PassiveDataChannel(network, network.listenPassively(), PATIENT, lasting);
  }

  /** The same port, for another connection; if it is lasting. */
  PassiveDataChannel again() {
    return new PassiveDataChannel(network, listening, acceptTimeout, lasting);
  }

  boolean isLasting() {
    return lasting;
  }

  @Override
  Socket meet() throws IOException {
    try {
      return listening.accept(acceptTimeout);
    } finally {
      if (!lasting) {
        cancel();
      }
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
