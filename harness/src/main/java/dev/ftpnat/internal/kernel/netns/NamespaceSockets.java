package dev.ftpnat.internal.kernel.netns;

import java.io.IOException;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Sockets in a namespace, made by threads that aren't in it. A socket belongs to the namespace of
 * the thread that makes it, and stays there whichever thread uses it.
 */
public final class NamespaceSockets {

  private NamespaceSockets() {}

  /** An unconnected socket. */
  public static Socket socket(Namespace namespace) throws IOException {
    return namespace.call(
        () -> {
          // The JVM's proxies are elsewhere.
          Socket socket = new Socket(Proxy.NO_PROXY);
          // Java makes the real socket when it is first asked something about it.
          boolean ignored = socket.getReuseAddress();
          return socket;
        });
  }

  /** An unbound listening socket. */
  public static ServerSocket serverSocket(Namespace namespace) throws IOException {
    return namespace.call(
        () -> {
          ServerSocket socket = new ServerSocket();
          boolean ignored = socket.getReuseAddress();
          return socket;
        });
  }
}
