package dev.ftpnat.internal.server;

import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.server.spi.ControlLine;
import dev.ftpnat.internal.server.spi.ControlPort;
import dev.ftpnat.internal.server.spi.ControlSession;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;

/** Accepts clients instead of the server, and brings it their connections. */
final class BroughtConnections implements Closeable {

  private final ServerSocket listener = Sockets.listen();
  private final DaemonThreads daemons = new DaemonThreads("brought-");
  private final ExecutorService threads = daemons.pool();
  private final ControlPort server;

  BroughtConnections(ControlPort server) throws IOException {
    this.server = server;
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket client) {
    ControlSession session;
    try {
      session = server.open(new Line(client));
    } catch (IOException e) {
      Sockets.close(client);
      return;
    }
    byte[] buffer = new byte[8192];
    try {
      InputStream in = client.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        session.receive(Arrays.copyOf(buffer, n));
      }
      session.finish();
    } catch (IOException e) {
      session.reset();
      Sockets.close(client);
    }
  }

  private record Line(Socket client) implements ControlLine {

    @Override
    public InetSocketAddress peer() {
      return (InetSocketAddress) client.getRemoteSocketAddress();
    }

    @Override
    public InetAddress source() {
      return client.getInetAddress();
    }

    @Override
    public InetSocketAddress local() {
      return (InetSocketAddress) client.getLocalSocketAddress();
    }

    @Override
    public void send(byte[] segment) throws IOException {
      client.getOutputStream().write(segment);
    }

    @Override
    public void close() {
      Sockets.close(client);
    }
  }

  @Override
  public void close() {
    Sockets.close(listener);
    daemons.stop(threads);
  }
}
