package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.ForeignData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/** The server listens on a passive port, for one connection: the first, or the client's. */
final class PassiveDataChannel extends DataChannel {

  private static final Duration PATIENT = Duration.ofDays(1);
  private static final long SHORTEST_WAIT = 1_000_000;

  private final ServerNic network;
  private final PassivePort listening;
  private final Duration acceptTimeout;
  private final ForeignData foreign;
  private final InetAddress client;
  private final boolean lasting;
  private final Consumer<InetSocketAddress> onForeigner;

  private PassiveDataChannel(
      ServerNic network,
      PassivePort listening,
      Duration acceptTimeout,
      ForeignData foreign,
      InetAddress client,
      boolean lasting,
      Consumer<InetSocketAddress> onForeigner) {
    this.lasting = lasting;
    this.onForeigner = onForeigner;
    this.network = network;
    this.listening = listening;
    this.acceptTimeout = acceptTimeout;
    this.foreign = foreign;
    this.client = client;
  }

  /**
   * Listens.
   *
   * @param acceptTimeout how long a command that transfers waits for the client's connection
   * @param foreign what becomes of a connection from elsewhere
   * @param client where the client's comes from
   * @throws IOException if the range of passive ports is in use
   */
  static PassiveDataChannel listen(
      ServerNic network, Duration acceptTimeout, ForeignData foreign, InetAddress client)
      throws IOException {
    return new PassiveDataChannel(
        network, network.listenPassively(), acceptTimeout, foreign, client, false, from -> {});
  }

  /**
   * Listens for a server that gives up by itself.
   *
   * @param lasting whether it goes on to listen after the first connection
   * @param onForeigner hears of connections from elsewhere that are closed
   */
  static PassiveDataChannel listenPatiently(
      ServerNic network,
      ForeignData foreign,
      InetAddress client,
      boolean lasting,
      Consumer<InetSocketAddress> onForeigner)
      throws IOException {
    return new PassiveDataChannel(
        network, network.listenPassively(), PATIENT, foreign, client, lasting, onForeigner);
  }

  /** Listens on any port, whatever the range of passive ports is. */
  static PassiveDataChannel listenAnywhere(
      ServerNic network,
      ForeignData foreign,
      InetAddress client,
      Consumer<InetSocketAddress> onForeigner)
      throws IOException {
    return new PassiveDataChannel(
        network, network.listenAnywhere(), PATIENT, foreign, client, false, onForeigner);
  }

  /** The same port, for another connection; if it is lasting. */
  PassiveDataChannel again() {
    return new PassiveDataChannel(
        network, listening, acceptTimeout, foreign, client, lasting, onForeigner);
  }

  boolean isLasting() {
    return lasting;
  }

  @Override
  Socket meet() throws IOException {
    long deadline = System.nanoTime() + acceptTimeout.toNanos();
    try {
      while (true) {
        long left = deadline - System.nanoTime();
        // What a network is asked to wait for is at least a millisecond.
        Socket met = listening.accept(Duration.ofNanos(Math.max(SHORTEST_WAIT, left)));
        if (foreign == ForeignData.SERVED || met.getInetAddress().equals(client)) {
          return met;
        }
        closeQuietly(met);
        onForeigner.accept(new InetSocketAddress(met.getInetAddress(), met.getPort()));
        if (foreign == ForeignData.REFUSED) {
          throw new ForeignDataException(met.getInetAddress());
        }
      }
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
    return network.advertisedAddress(AddressFamily.of(client));
  }

  @Override
  int port() {
    return listening.port();
  }
}
