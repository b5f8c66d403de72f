package dev.ftpnat.internal.simulated.link;

import dev.ftpnat.internal.io.QuickAck;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.toxiproxy.Attached;
import dev.ftpnat.internal.toxiproxy.link.Ending;
import dev.ftpnat.internal.toxiproxy.link.LinkWriter;
import dev.ftpnat.internal.toxiproxy.link.Passage;
import dev.ftpnat.internal.toxiproxy.link.Passage.End;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import dev.ftpnat.trace.event.LinkName;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A link that leads through a Toxiproxy server outside of this JVM. What crosses it goes to the
 * server's proxy and comes back at a port that is the proxy's upstream.
 */
final class ExternalLink implements Link, AutoCloseable {

  /** The server connects to its upstream as soon as it has accepted. */
  private static final int ACCEPT_MILLIS = 5000;

  private static final int BUFFER = 32 * 1024;

  private final LinkName name;
  private final ServerSocket exit = Sockets.listen();
  private final Executor threads;
  private final Proxy proxy;
  private final ToxiproxyClient client;

  /**
   * Creates the proxy of a link.
   *
   * @throws IOException if the server doesn't let it, because it has a proxy of this name
   */
  ExternalLink(LinkName name, ToxiproxyClient client, Executor threads) throws IOException {
    this.name = name;
    this.client = client;
    this.threads = threads;
    try {
      proxy = client.createProxy(name.name(), "127.0.0.1:0", "127.0.0.1:" + exit.getLocalPort());
    } catch (IOException | RuntimeException e) {
      Sockets.close(exit);
      throw e;
    }
  }

  @Override
  public LinkName name() {
    return name;
  }

  @Override
  public boolean isUp() {
    try {
      return client.getProxy(name.name()).isEnabled();
    } catch (IOException e) {
      return false;
    }
  }

  /** The two sockets of one connection over the link. */
  private record Ends(Socket atClient, Socket atServer) {}

  /** One at a time, so that what comes out is what went in. */
  private synchronized Optional<Ends> enter() throws IOException {
    Socket atClient = Sockets.open();
    try {
      String listen = proxy.getListen();
      Sockets.connect(atClient, Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1)));
      exit.setSoTimeout(ACCEPT_MILLIS);
      Socket atServer = exit.accept();
      atServer.setTcpNoDelay(true);
      return Optional.of(new Ends(atClient, atServer));
    } catch (ConnectException e) {
      Sockets.close(atClient);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      Sockets.close(atClient);
      throw e;
    }
  }

  @Override
  public Optional<Crossing> cross(Sink server, Sink client, LinkLog log) throws IOException {
    Optional<Ends> ends = enter();
    if (ends.isEmpty()) {
      return Optional.empty();
    }
    Ends open = ends.get();
    Account up = new Account(log);
    Account down = new Account(log);
    log.carries(name, up.passage(), down.passage());
    threads.execute(() -> pump(open.atServer(), up.out(server)));
    threads.execute(() -> pump(open.atClient(), down.out(client)));
    return Optional.of(
        new Crossing(new SocketWay(open.atClient(), up), new SocketWay(open.atServer(), down)));
  }

  @Override
  public Optional<Attached> attach(Socket client, LinkLog log) throws IOException {
    Optional<Ends> ends = enter();
    return ends.map(
        open -> {
          Account up = new Account(log);
          Account down = new Account(log);
          log.carries(name, up.passage(), down.passage());
          Socket atClient = open.atClient();
          Sink in = new SocketSink(atClient, client);
          Sink out = new SocketSink(client, atClient);
          threads.execute(() -> pump(client, up.in(in)));
          threads.execute(() -> pump(atClient, down.out(out)));
          return new Attached(open.atServer(), up.passage(), down.passage());
        });
  }

  /** What goes into the proxy and comes out of it: all that is known of what happens there. */
  private static final class Account {
    private final Passage passage;

    Account(LinkLog log) {
      passage = new Passage(log::now);
    }

    Passage passage() {
      return passage;
    }

    /** Into the proxy, whose end is the sender's. */
    Sink in(Sink sink) {
      return new Counted(
          sink,
          passage::take,
          ending -> passage.end(ending == Ending.FINISHED ? End.FINISHED : End.SENDER_RESET));
    }

    /** Out of the proxy, whose end may be its own. */
    Sink out(Sink sink) {
      return new Counted(
          sink, passage::pass, ending -> passage.end(ending == Ending.RESET ? End.RESET : End.CUT));
    }
  }

  /** A sink that tells what goes there. */
  private record Counted(Sink sink, IntConsumer bytes, Consumer<Ending> end) implements Sink {

    @Override
    public void write(byte[] chunk, int offset, int length) throws IOException {
      bytes.accept(length);
      sink.write(chunk, offset, length);
    }

    @Override
    public void end(Ending ending) {
      end.accept(ending);
      sink.end(ending);
    }
  }

  private static void pump(Socket from, Sink to) {
    Ending ending = Ending.RESET;
    try {
      InputStream in = QuickAck.input(from);
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.write(buffer, 0, n);
      }
      from.shutdownInput();
      ending = Ending.FINISHED;
    } catch (SocketException e) {
      // Reset, by the server or since we have closed it.
      ending = from.isClosed() ? Ending.CUT : Ending.RESET;
    } catch (IOException e) {
      // The receiver is gone.
    } finally {
      to.end(ending);
      closeIfOver(from);
    }
  }

  /** A socket, for whoever sends over the link. */
  private record SocketWay(Socket socket, Account account) implements LinkWriter {

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      account.passage().take(length);
      socket.getOutputStream().write(bytes, offset, length);
    }

    @Override
    public void end() {
      account.passage().end(End.FINISHED);
      shutdown(socket);
    }

    @Override
    public void cut() {
      account.passage().end(End.RECEIVER_GONE);
      Sockets.close(socket);
    }
  }

  /** A socket that gets what comes out of another. */
  private record SocketSink(Socket to, Socket from) implements Sink {

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      to.getOutputStream().write(bytes, offset, length);
    }

    @Override
    public void end(Ending ending) {
      switch (ending) {
        case FINISHED -> shutdown(to);
        case CUT -> Sockets.close(to);
        case RESET -> {
          Sockets.reset(to);
          Sockets.reset(from);
        }
      }
    }
  }

  private static void shutdown(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // Closed by its other end in the meantime: nobody is left to tell.
    }
    closeIfOver(socket);
  }

  /** Whichever of its directions ends last closes it. */
  private static void closeIfOver(Socket socket) {
    if (socket.isInputShutdown() && socket.isOutputShutdown()) {
      Sockets.close(socket);
    }
  }

  /** Removes the proxy, which cuts its connections. */
  @Override
  public void close() {
    Sockets.close(exit);
    try {
      proxy.delete();
    } catch (IOException e) {
      // The server is gone, and the proxy with it.
    }
  }
}
