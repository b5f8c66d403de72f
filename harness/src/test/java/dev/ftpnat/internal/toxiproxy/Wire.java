package dev.ftpnat.internal.toxiproxy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy, and connections through it of which a test has both ends. */
final class Wire implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final ServerSocket upstream;
  private final Proxy proxy;

  private Wire(ServerSocket upstream, Proxy proxy) {
    this.upstream = upstream;
    this.proxy = proxy;
  }

  static Wire through(ToxiproxyClient toxiproxy) throws IOException {
    ServerSocket upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout(TIMEOUT_MILLIS);
    try {
      Proxy proxy =
          toxiproxy.createProxy(
              "wire" + COUNT.incrementAndGet(),
              "127.0.0.1:0",
              "127.0.0.1:" + upstream.getLocalPort());
      return new Wire(upstream, proxy);
    } catch (IOException e) {
      upstream.close();
      throw e;
    }
  }

  Proxy proxy() {
    return proxy;
  }

  int port() {
    String listen = proxy.getListen();
    return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
  }

  /** The two ends of a connection through the proxy. */
  record Ends(Socket client, Socket server) implements AutoCloseable {

    /** Where bytes that go this way come from. */
    Socket from(ToxicDirection direction) {
      return direction == ToxicDirection.UPSTREAM ? client : server;
    }

    /** Where bytes that go this way arrive. */
    Socket to(ToxicDirection direction) {
      return direction == ToxicDirection.UPSTREAM ? server : client;
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  Ends connect() throws IOException {
    Socket client = dial();
    try {
      Socket server = upstream.accept();
      server.setTcpNoDelay(true);
      server.setSoTimeout(TIMEOUT_MILLIS);
      return new Ends(client, server);
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** The client's end alone. */
  Socket dial() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port());
    client.setTcpNoDelay(true);
    client.setSoTimeout(TIMEOUT_MILLIS);
    return client;
  }

  /** Nobody listens behind the proxy any more. */
  void stopUpstream() throws IOException {
    upstream.close();
  }

  @Override
  public void close() throws IOException {
    upstream.close();
    proxy.delete();
  }

  /** Since when. */
  static final class Watch {
    private final long started = System.nanoTime();

    double millis() {
      return (System.nanoTime() - started) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
  }
}
