package dev.ftpnat.internal.network;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.net.AddressFamily;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A running network, for the client and for the test: how one gets onto it, what one does to it.
 */
public interface ClientNetwork extends ClientEnd, AutoCloseable {

  /**
   * Begins to answer.
   *
   * @throws IOException if it needs something of this machine that can't be had
   */
  void start() throws IOException;

  /** Where real sockets connect to on this machine to get to the server; empty for its address. */
  default Optional<InetSocketAddress> entrance() {
    return Optional.empty();
  }

  /** A further client host, by its name, which the topology has. */
  ClientEnd client(String name);

  /**
   * Has everything recorded that has happened up to now.
   *
   * @throws IOException if it can't be found out
   */
  void settle() throws IOException;

  /**
   * Whether something was known to be under way at the last {@link #settle} that will be recorded
   * by itself before long.
   */
  boolean isBusy();

  /** What threads of the network are about that do something which is recorded. */
  Activity activity();

  /**
   * Lets time pass.
   *
   * @throws UnsupportedOperationException if the network's time is the machine's
   */
  void advance(Duration duration);

  /**
   * Toxiproxy's client, for the links of the network.
   *
   * @throws IOException if its server can't be started
   * @throws UnsupportedOperationException if the network's links are the kernel's
   */
  ToxiproxyClient toxiproxy() throws IOException;

  /** Where the server of {@link #toxiproxy()} is, under the same conditions. */
  URI toxiproxyUrl() throws IOException;

  /**
   * A gateway forgets the control connections through it, as if they had been idle for too long.
   */
  void expireIdle(String gateway);

  /** A gateway forgets everything. */
  void reboot(String gateway);

  /** A gateway gets another public address, which is the environment's already. */
  void renumber(String gateway, InetAddress address);

  /** The public address of a family that a gateway has now; empty if it has none of it. */
  Optional<InetAddress> publicAddress(String gateway, AddressFamily family);

  /** Stops answering, and wakes whoever waits for an answer. */
  void disconnect();

  /** Cuts every connection and gives everything back. */
  @Override
  void close();
}
