package dev.ftpnat.internal.toxiproxy.http;

import dev.ftpnat.internal.io.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Listens on loopback and answers requests, each connection on a thread of its own. */
public final class HttpServer implements AutoCloseable {

  private static final int BACKLOG = 64;
  private static final int MOST_CONNECTIONS = 256;

  private final ServerSocket listener;
  private final Function<Request, Response> handler;
  private final ExecutorService threads;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private HttpServer(
      ServerSocket listener, Function<Request, Response> handler, ExecutorService threads) {
    this.listener = listener;
    this.handler = handler;
    this.threads = threads;
  }

  /**
   * Starts on an ephemeral port.
   *
   * @param handler answers a request; several threads may ask at once
   * @param threads stay the caller's, who ends them after this has been closed
   */
  public static HttpServer start(
      InetAddress loopback, Function<Request, Response> handler, ExecutorService threads)
      throws IOException {
    HttpServer server = new HttpServer(new ServerSocket(0, BACKLOG, loopback), handler, threads);
    threads.execute(server::accept);
    return server;
  }

  /** The port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket socket = listener.accept();
        connections.add(socket);
        if (closed || connections.size() > MOST_CONNECTIONS) {
          close(socket);
        } else {
          threads.execute(() -> serve(socket));
        }
      } catch (IOException e) {
        // Closed; or a client was gone before it was accepted; or too many files are open.
        Sockets.pauseAfterError();
      } catch (RejectedExecutionException e) {
        close();
      }
    }
  }

  private void serve(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      new HttpExchange(socket, handler).run();
    } catch (IOException e) {
      // The client is gone, or too slow.
    } finally {
      close(socket);
    }
  }

  private void close(Socket socket) {
    connections.remove(socket);
    Sockets.close(socket);
  }

  /** Closes everything; its threads end soon. Safe to call again. */
  @Override
  public void close() {
    closed = true;
    Sockets.close(listener);
    connections.forEach(this::close);
  }
}
