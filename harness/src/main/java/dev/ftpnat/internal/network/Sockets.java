package dev.ftpnat.internal.network;

import dev.ftpnat.net.Ipv4;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** The real loopback sockets underneath the simulated network. */
final class Sockets {

  private static final int BACKLOG = 1024;

  private Sockets() {}

  /** 127.0.0.1, whatever the JVM's preferences about IPv6 are. */
  static InetAddress loopback() {
    return Ipv4.of("127.0.0.1");
  }

  /** A listening socket on an ephemeral port of loopback. */
  static ServerSocket listen() throws IOException {
    return new ServerSocket(0, BACKLOG, loopback());
  }

  /** A socket bound to an ephemeral port of loopback. No proxy selector will be asked about it. */
  static Socket bound() throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.bind(new InetSocketAddress(loopback(), 0));
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      close(socket);
      throw e;
    }
  }

  /** Connects a socket to a port of loopback; closes it on failure. */
  static Socket connect(Socket socket, int port, Duration timeout) throws IOException {
    try {
      socket.connect(new InetSocketAddress(loopback(), port), (int) timeout.toMillis());
      return socket;
    } catch (IOException e) {
      close(socket);
      throw e;
    }
  }

  /** Two sockets that are connected to each other. */
  record Pair(Socket first, Socket second) {

    static Pair open(Duration timeout) throws IOException {
      try (ServerSocket listener = listen()) {
        Socket first = connect(bound(), listener.getLocalPort(), timeout);
        listener.setSoTimeout((int) timeout.toMillis());
        while (true) {
          Socket second = listener.accept();
          // Any local process can connect to a listening port; only the other half is wanted.
          if (second.getPort() == first.getLocalPort()) {
            second.setTcpNoDelay(true);
            return new Pair(first, second);
          }
          close(second);
        }
      }
    }
  }

  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing that anybody could do about it.
    }
  }
}
