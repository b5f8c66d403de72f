package dev.ftpnat.internal.kernel.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes sockets in a namespace, for threads wherever they are. */
public final class NamespaceSocketFactory extends SocketFactory {

  private final Namespace namespace;

  public NamespaceSocketFactory(Namespace namespace) {
    this.namespace = namespace;
  }

  @Override
  public Socket createSocket() {
    try {
      return NamespaceSockets.socket(namespace);
    } catch (IOException e) {
      throw new UncheckedIOException("can't make a socket in the client's network namespace", e);
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(InetAddress.getByName(host), port, localHost, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host, port, null, 0);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    Socket socket = createSocket();
    try {
      if (localHost != null || localPort != 0) {
        socket.bind(new InetSocketAddress(localHost, localPort));
      }
      socket.connect(new InetSocketAddress(host, port));
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
