package dev.ftpnat.internal.decoy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.ClientHost.Intrusion;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.HostileEvent.DataIntrusion;
import dev.ftpnat.trace.event.HostileEvent.Ending;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import javax.net.SocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client hosts of an environment that come first to the data connections of others. */
public final class Intruders implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Intruders.class);

  private static final int CONNECT_MILLIS = 1000;

  private static final int SEND_BUFFER = 64 * 1024;

  private static final byte[] CONTENT =
      Intrusion.CONTENT.repeat(SEND_BUFFER / Intrusion.CONTENT.length()).getBytes(US_ASCII);

  private final Topology topology;
  private final InetAddress publicServer;
  private final Function<String, SocketFactory> sockets;
  private final Recorder recorder;
  private final DaemonThreads daemons;
  private final ExecutorService threads;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Endpoint> busy = ConcurrentHashMap.newKeySet();

  /**
   * Those of a topology with addresses.
   *
   * @param publicServer where the server is from outside
   * @param sockets makes a host's sockets, by its name
   * @param recorder told what comes of it
   */
  public Intruders(
      Topology topology,
      InetAddress publicServer,
      Function<String, SocketFactory> sockets,
      Recorder recorder) {
    this.topology = topology;
    this.publicServer = publicServer;
    this.sockets = sockets;
    this.recorder = recorder;
    this.daemons = new DaemonThreads("ftpnat intruder of " + topology.name() + " ");
    this.threads = daemons.pool();
  }

  /**
   * The server listens on a port, and nobody knows yet.
   *
   * @return whether somebody has come who wasn't meant
   */
  boolean listening(int port) {
    return come(
        Intrusion.STEALS_PASSIVE_DATA,
        host ->
            new Endpoint(
                host.place() == ClientHost.Place.SERVER_NETWORK
                    ? topology.server().address().orElseThrow()
                    : publicServer,
                port));
  }

  /** The client has said where it listens, and has no answer yet. */
  void announced(Endpoint target) {
    boolean isClient =
        topology
            .clientAddress(AddressFamily.of(target.address()))
            .equals(Optional.of(target.address()));
    // The server asks more than once, and may refuse; other hosts than the client are left alone.
    if (isClient && !busy.contains(target)) {
      boolean ignored = come(Intrusion.INJECTS_ACTIVE_DATA, host -> target);
    }
  }

  private boolean come(Intrusion wanted, Function<ClientHost, Endpoint> target) {
    boolean came = false;
    for (ClientHost host : topology.clientHosts()) {
      if (topology.intruders().get(host.name()) == wanted) {
        came |= come(host, wanted, target.apply(host));
      }
    }
    return came;
  }

  private boolean come(ClientHost host, Intrusion intrusion, Endpoint target) {
    try {
      Socket socket = sockets.apply(host.name()).createSocket();
      // Else the buffer may become as large as what it is to send.
      socket.setSendBufferSize(SEND_BUFFER);
      open.add(socket);
      try {
        socket.connect(new InetSocketAddress(target.address(), target.port()), CONNECT_MILLIS);
      } catch (IOException e) {
        end(socket);
        throw e;
      }
      Visit visit = new Visit(host, intrusion, socket, target);
      busy.add(target);
      recorder.recordLive(visit.heard::event);
      threads.execute(visit::write);
      threads.execute(visit::read);
      return true;
    } catch (IOException | RejectedExecutionException e) {
      // It is in the record that it didn't get there.
      LOGGER.debug("{} doesn't come to {}", host, target, e);
      return false;
    }
  }

  private final class Visit {
    private final Socket socket;
    private final Endpoint target;
    private final Heard heard;
    private final CompletableFuture<Boolean> written = new CompletableFuture<>();
    private volatile Ending ending = Ending.OPEN;

    Visit(ClientHost host, Intrusion intrusion, Socket socket, Endpoint target) {
      this.socket = socket;
      this.target = target;
      Endpoint source = new Endpoint(host.address().orElseThrow(), socket.getLocalPort());
      this.heard =
          new Heard(
              (at, bytes, beginning) ->
                  new DataIntrusion(
                      at, host.name(), intrusion, source, target, bytes, beginning, ending));
    }

    void write() {
      try {
        OutputStream out = socket.getOutputStream();
        for (int sent = 0; sent < Intrusion.BYTES; sent += CONTENT.length) {
          out.write(CONTENT);
        }
        socket.shutdownOutput();
        written.complete(true);
      } catch (IOException e) {
        written.complete(false);
      }
    }

    void read() {
      boolean ended = false;
      try {
        heard.all(socket.getInputStream());
        ended = true;
      } catch (IOException e) {
        LOGGER.debug("An intruder's connection has been reset", e);
      } finally {
        busy.remove(target);
        // A writer that still waits for room is told by this that nobody reads.
        end(socket);
        ending = written.join() && ended ? Ending.FINISHED : Ending.REFUSED;
      }
    }
  }

  private void end(Socket socket) {
    open.remove(socket);
    Sockets.close(socket);
  }

  /** What their threads are about. */
  public Activity activity() {
    return daemons.activity();
  }

  /** Ends all that they do. */
  @Override
  public void close() {
    open.forEach(Sockets::close);
    daemons.stop(threads);
  }
}
