package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.io.QuickAck;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.toxiproxy.link.LinkPair;
import dev.ftpnat.internal.toxiproxy.link.ToxicCollection;
import dev.ftpnat.internal.toxiproxy.link.ToxicLink;
import dev.ftpnat.internal.toxiproxy.link.Witness;
import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A proxy that listens on loopback and connects to an upstream. */
final class ListenerProxy extends Proxy {

  private static final int BACKLOG = 1024;
  private static final int CLOSE_SECONDS = 5;

  /** As much as Toxiproxy reads at once, since toxics act on chunks. */
  private static final int BUFFER = 32 * 1024;

  private final Upstreams upstreams;
  private final Executor threads;
  private Optional<Acceptor> acceptor = Optional.empty();

  ListenerProxy(
      String name,
      String listen,
      String upstream,
      ToxicCollection toxics,
      Upstreams upstreams,
      Executor threads)
      throws ApiException {
    super(name, listen, upstream, toxics);
    this.upstreams = upstreams;
    this.threads = threads;
    move(listen, upstream);
  }

  @Override
  void move(String newListen, String newUpstream) throws ApiException {
    Optional<String> refusal = upstreams.refusal(newUpstream);
    if (refusal.isPresent()) {
      throw new ApiException(400, refusal.get());
    }
    try {
      GoAddress address = GoAddress.parse(newListen);
      boolean loopback = address.address().map(InetAddress::isLoopbackAddress).orElse(false);
      if (!loopback && !address.wildcard()) {
        throw new ApiException(
            400, "listen " + newListen + " isn't on loopback, which nothing here leaves");
      }
    } catch (GoAddress.MalformedException e) {
      // That only matters when it is to listen.
    }
  }

  @Override
  String open() throws ApiException {
    GoAddress address;
    try {
      address = GoAddress.parse(listen());
    } catch (GoAddress.MalformedException e) {
      throw new ApiException(500, "listen tcp: " + e.getMessage());
    }
    // All addresses are those of loopback only: nobody else is to get in.
    InetAddress local = address.wildcard() ? Ipv4.of("127.0.0.1") : address.address().orElseThrow();
    try {
      ServerSocket listener = new ServerSocket(address.port(), BACKLOG, local);
      begin(new Acceptor(listener));
      int port = listener.getLocalPort();
      return address.wildcard() ? "[::]:" + port : GoAddress.text(local, port);
    } catch (BindException e) {
      throw new ApiException(500, "listen tcp " + GoAddress.text(local, address.port()) + why(e));
    } catch (IOException e) {
      throw new ApiException(500, "listen tcp " + listen() + ": " + e.getMessage());
    }
  }

  private static String why(BindException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("in use")) {
      return ": bind: address already in use";
    }
    return message.contains("ssign")
        ? ": bind: cannot assign requested address"
        : ": bind: " + message;
  }

  private synchronized void begin(Acceptor started) throws IOException {
    try {
      threads.execute(started);
      acceptor = Optional.of(started);
    } catch (RejectedExecutionException e) {
      Sockets.close(started.listener);
      throw new IOException("the server is closed", e);
    }
  }

  @Override
  synchronized void shut() {
    acceptor.ifPresent(Acceptor::close);
    acceptor = Optional.empty();
  }

  /** Joins the toxics, unless the listener that it comes from was closed meanwhile. */
  private synchronized Optional<LinkPair> join(Acceptor from, Socket client, Socket server) {
    return acceptor.filter(current -> current == from).isPresent()
        ? Optional.of(toxics().join(new SocketSink(server), new SocketSink(client), Witness.NONE))
        : Optional.empty();
  }

  /** Accepts the clients of one listening socket. */
  private final class Acceptor implements Runnable {
    private final ServerSocket listener;
    private final CountDownLatch ended = new CountDownLatch(1);

    Acceptor(ServerSocket listener) {
      this.listener = listener;
    }

    @Override
    public void run() {
      try {
        while (!listener.isClosed()) {
          accept();
        }
      } finally {
        ended.countDown();
      }
    }

    private void accept() {
      try {
        Socket client = listener.accept();
        try {
          threads.execute(() -> connect(client));
        } catch (RejectedExecutionException e) {
          Sockets.close(client);
        }
      } catch (IOException e) {
        // Closed; or a client was gone before it was accepted.
        if (!listener.isClosed()) {
          Sockets.pauseAfterError();
        }
      }
    }

    /** Returns when the port is free again, which it isn't until the accepting thread is awake. */
    void close() {
      Sockets.close(listener);
      try {
        ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void connect(Socket client) {
      try {
        client.setTcpNoDelay(true);
        Socket server = upstreams.dial(upstream());
        Optional<LinkPair> lanes = join(this, client, server);
        if (lanes.isPresent()) {
          carry(client, server, lanes.get());
        } else {
          Sockets.close(server);
          Sockets.close(client);
        }
      } catch (IOException e) {
        Sockets.close(client);
      }
    }

    private void carry(Socket client, Socket server, LinkPair lanes) {
      try {
        threads.execute(() -> pump(server, lanes.downstream()));
      } catch (RejectedExecutionException e) {
        lanes.cut();
      }
      pump(client, lanes.upstream());
    }
  }

  /** Writes what a socket receives into a lane, and ends that when the socket does. */
  private static void pump(Socket from, ToxicLink to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = QuickAck.input(from);
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // To the other side that is the end as well.
    }
    to.end();
  }
}
