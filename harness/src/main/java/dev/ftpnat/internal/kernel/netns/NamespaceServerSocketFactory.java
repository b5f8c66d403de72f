package dev.ftpnat.internal.kernel.netns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;

/** Makes listening sockets in a namespace, for threads wherever they are. */
public final class NamespaceServerSocketFactory extends ServerSocketFactory {

  private static final int DEFAULT_BACKLOG = 50;

  private final Namespace namespace;

  public NamespaceServerSocketFactory(Namespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return NamespaceSockets.serverSocket(namespace);
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, DEFAULT_BACKLOG);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return createServerSocket(port, backlog, null);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    ServerSocket socket = createServerSocket();
    try {
      socket.bind(new InetSocketAddress(address, port), backlog);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
