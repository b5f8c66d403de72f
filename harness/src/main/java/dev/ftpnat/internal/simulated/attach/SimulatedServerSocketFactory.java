package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ServerSocketFactory;

/**
 * Makes a client's listening sockets: real ones on loopback, whose accepted connections know where
 * they come from in the simulated network. Clients that verify the peer of an active-mode data
 * connection need that.
 */
public final class SimulatedServerSocketFactory extends ServerSocketFactory {

  private static final int DEFAULT_BACKLOG = 50;

  private final SimulatedHost network;

  public SimulatedServerSocketFactory(SimulatedHost network) {
    this.network = network;
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new Listener(network);
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, DEFAULT_BACKLOG);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return createServerSocket(port, backlog, Sockets.loopback());
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    ServerSocket listener = createServerSocket();
    try {
      listener.bind(new InetSocketAddress(address, port), backlog);
      return listener;
    } catch (IOException e) {
      Sockets.close(listener);
      throw e;
    }
  }

  private static final class Listener extends ServerSocket {

    private final SimulatedHost network;

    Listener(SimulatedHost network) throws IOException {
      super();
      this.network = network;
    }

    /** Binds to loopback, which is where the client's own address really is. */
    @Override
    public void bind(SocketAddress endpoint, int backlog) throws IOException {
      if (network.isClosed()) {
        throw new BindException("the environment is closed, and nobody would ever connect");
      }
      int port = 0;
      if (endpoint instanceof InetSocketAddress address) {
        if (!isOwn(address.getAddress())) {
          throw new BindException("Cannot assign requested address");
        }
        port = address.getPort();
      }
      super.bind(new InetSocketAddress(Sockets.loopback(), port), backlog);
    }

    private boolean isOwn(InetAddress address) {
      return address == null
          || address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || network.isClient(address);
    }

    @Override
    public Socket accept() throws IOException {
      if (isClosed()) {
        throw new SocketException("Socket is closed");
      }
      if (!isBound()) {
        throw new SocketException("Socket is not bound yet");
      }
      Accepted socket = new Accepted();
      implAccept(socket);
      socket.source = network.sourceOf(socket.getPort());
      return socket;
    }
  }

  /** An accepted socket whose peer is the one that the simulated network knows. */
  private static final class Accepted extends Socket {

    private Optional<Endpoint> source = Optional.empty();

    @Override
    public InetAddress getInetAddress() {
      return source.<InetAddress>map(Endpoint::address).orElseGet(super::getInetAddress);
    }

    @Override
    public int getPort() {
      return source.map(Endpoint::port).orElseGet(super::getPort);
    }
  }
}
