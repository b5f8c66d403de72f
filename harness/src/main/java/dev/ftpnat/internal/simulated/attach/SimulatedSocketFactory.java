package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.io.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/** Makes {@link SimulatedSocket}s. */
public final class SimulatedSocketFactory extends SocketFactory {

  private final SimulatedHost network;

  public SimulatedSocketFactory(SimulatedHost network) {
    this.network = network;
  }

  @Override
  public Socket createSocket() {
    return new SimulatedSocket(network);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  /**
   * The local address is the simulated network's affair, so what the caller asks for is ignored.
   */
  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  /**
   * The local address is the simulated network's affair, so what the caller asks for is ignored.
   */
  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private Socket connected(SocketAddress address) throws IOException {
    Socket socket = createSocket();
    try {
      socket.connect(address);
      return socket;
    } catch (IOException e) {
      Sockets.close(socket);
      throw e;
    }
  }
}
