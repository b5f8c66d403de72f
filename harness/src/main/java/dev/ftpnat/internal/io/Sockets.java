package dev.ftpnat.internal.io;

import dev.ftpnat.net.Ipv4;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;

/** The real loopback sockets underneath everything that is simulated. */
public final class Sockets {

  private static final int BACKLOG = 1024;
  private static final InetAddress LOOPBACK = Ipv4.of("127.0.0.1");

  /** Loopback answers at once; this bounds what a machine may take that is out of breath. */
  private static final int TIMEOUT_MILLIS = 10_000;

  private static final long PAUSE_NANOS = 1_000_000;

  private Sockets() {}

  /** 127.0.0.1, whatever the JVM's preferences about IPv6 are. */
  public static InetAddress loopback() {
    return LOOPBACK;
  }

  /** A listening socket on an ephemeral port of loopback. */
  public static ServerSocket listen() throws IOException {
    return new ServerSocket(0, BACKLOG, loopback());
  }

  /** A socket that no proxy selector will be asked about. */
  public static Socket open() {
    return new Socket(Proxy.NO_PROXY);
  }

  /**
   * Binds a socket to an ephemeral port of loopback. Only where the port must be known before the
   * connection is made: bound like this, a port can't be used again for a minute.
   */
  public static void bind(Socket socket) throws IOException {
    socket.bind(new InetSocketAddress(loopback(), 0));
  }

  /** Connects a socket to a port of loopback. */
  public static void connect(Socket socket, int port) throws IOException {
    // Before: a peer that resets at once would make it fail on some systems.
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(loopback(), port), TIMEOUT_MILLIS);
  }

  /**
   * The same, of a peer that may accept and reset before this hears of it; some systems say of such
   * a connection that it couldn't be made.
   *
   * @return whether it wasn't reset by then
   */
  public static boolean connectOrReset(Socket socket, int port) throws IOException {
    try {
      connect(socket, port);
      return true;
    } catch (ConnectException e) {
      throw e;
    } catch (SocketException e) {
      if (String.valueOf(e.getMessage()).startsWith("Connection reset")) {
        return false;
      }
      throw e;
    }
  }

  /** A socket whose connection its peer has reset. */
  public static Socket reset() throws IOException {
    Pair pair = Pair.open();
    reset(pair.second());
    return pair.first();
  }

  /**
   * Has what a client says arrive at once and whole: with the byte that it sends as urgent data, as
   * ABOR's may be, which FTP servers take in line (RFC 1122 section 4.2.2.4).
   */
  public static void prepareAccepted(Socket accepted) throws SocketException {
    accepted.setTcpNoDelay(true);
    accepted.setOOBInline(true);
  }

  /** Two sockets that are connected to each other. */
  public record Pair(Socket first, Socket second) {

    /** Opens the two. */
    public static Pair open() throws IOException {
      Socket first = Sockets.open();
      try (ServerSocket listener = listen()) {
        connect(first, listener.getLocalPort());
        listener.setSoTimeout(TIMEOUT_MILLIS);
        while (true) {
          Socket second = listener.accept();
          // Any local process can connect to a listening port; only the other half is wanted.
          if (second.getPort() == first.getLocalPort()) {
            prepareAccepted(second);
            return new Pair(first, second);
          }
          Sockets.close(second);
        }
      } catch (IOException e) {
        Sockets.close(first);
        throw e;
      }
    }
  }

  /** Closes a socket so that its peer sees a reset. */
  public static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Closed already.
    }
    close(socket);
  }

  /** Closes something that is given up in any case. */
  public static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing that anybody could do about it.
    }
  }

  /** After an error of accept, so that a machine out of files isn't kept busy by saying so. */
  public static void pauseAfterError() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
