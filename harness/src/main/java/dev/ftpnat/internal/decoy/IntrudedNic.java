package dev.ftpnat.internal.decoy;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The server's way onto a network where others come first to data connections. */
public final class IntrudedNic implements ServerNic {

  /** It has connected already. */
  private static final Duration ARRIVES = Duration.ofSeconds(1);

  private final ServerNic network;
  private final Intruders intruders;

  public IntrudedNic(ServerNic network, Intruders intruders) {
    this.network = network;
    this.intruders = intruders;
  }

  @Override
  public PassivePort listenPassively() throws IOException {
    return visited(network.listenPassively());
  }

  @Override
  public PassivePort listenAnywhere() throws IOException {
    return visited(network.listenAnywhere());
  }

  private PassivePort visited(PassivePort port) {
    if (!intruders.listening(port.port())) {
      return port;
    }
    try {
      // Whoever comes later is behind it, however the threads of the network have their turns.
      return new VisitedPort(port, port.accept(ARRIVES));
    } catch (IOException e) {
      // A gateway has accepted it, and let it go no further.
      return port;
    }
  }

  /** A port where somebody has come before anybody was told of it. */
  private static final class VisitedPort implements PassivePort {
    private final PassivePort port;
    private final AtomicReference<Socket> first;

    VisitedPort(PassivePort port, Socket first) {
      this.port = port;
      this.first = new AtomicReference<>(first);
    }

    @Override
    public int port() {
      return port.port();
    }

    @Override
    public Socket accept(Duration timeout) throws IOException {
      Socket visitor = first.getAndSet(null);
      return visitor == null ? port.accept(timeout) : visitor;
    }

    @Override
    public void close() {
      Socket visitor = first.getAndSet(null);
      if (visitor != null) {
        Sockets.reset(visitor);
      }
      port.close();
    }
  }

  @Override
  public Endpoint meant(Endpoint announced, AddressFamily family, SocketAddress peer) {
    Endpoint meant = network.meant(announced, family, peer);
    intruders.announced(meant);
    return meant;
  }

  // What is the network's ---------------------------------------------------------------------

  @Override
  public Optional<InetSocketAddress> controlEndpoint() {
    return network.controlEndpoint();
  }

  @Override
  public Runnable atServer(Runnable work) {
    return network.atServer(work);
  }

  @Override
  public Socket connect(Endpoint target) throws IOException {
    return network.connect(target);
  }

  @Override
  public Optional<String> objection(String reply) {
    return network.objection(reply);
  }

  @Override
  public InetAddress advertisedAddress(AddressFamily family) {
    return network.advertisedAddress(family);
  }
}
