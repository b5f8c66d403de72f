package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.io.RealPorts;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.server.spi.ControlPort;
import dev.ftpnat.internal.simulated.link.Links;
import dev.ftpnat.internal.simulated.routing.AcceptQueue;
import dev.ftpnat.internal.simulated.routing.ConnectAnswer;
import dev.ftpnat.internal.simulated.routing.ConnectFailures;
import dev.ftpnat.internal.simulated.routing.Connection;
import dev.ftpnat.internal.simulated.routing.PeerRegistry;
import dev.ftpnat.internal.simulated.routing.PendingConnection;
import dev.ftpnat.internal.simulated.routing.Router;
import dev.ftpnat.internal.toxiproxy.Attached;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the connections that the {@code Router} let through, of real loopback sockets. Control
 * connections go through a {@link Relay}, since gateways look into them, and from there to the
 * server itself. For a data connection the server gets the client's own socket as a {@link
 * ServerEnd}.
 */
public final class Connector {

  private static final Logger LOGGER = LoggerFactory.getLogger(Connector.class);

  private final Router router;
  private final Links links;
  private final Duration giveUp;
  private final SessionMatcher sessions;
  private final Executor threads;
  private final Recorder recorder;
  private final Announced announced;
  private final OpenConnections up = new OpenConnections();
  private final PeerRegistry sources = new PeerRegistry();

  /** Where control connections come from, by the real ports that the server knows. */
  private final PeerRegistry clients = new PeerRegistry();

  private volatile Optional<ControlPort> controlPort = Optional.empty();

  /**
   * A wiring without connections.
   *
   * @param router asked about the connections of proxies
   * @param links what connections go over
   * @param giveUp how long a sender goes on retransmitting what an ALG drops, once it has closed
   * @param sessions told of control connections
   * @param threads what relays run on
   * @param recorder told what control connections carry
   * @param announced told of replies before they arrive at the client
   */
  public Connector(
      Router router,
      Links links,
      Duration giveUp,
      SessionMatcher sessions,
      Executor threads,
      Recorder recorder,
      Announced announced) {
    this.router = router;
    this.links = links;
    this.giveUp = giveUp;
    this.sessions = sessions;
    this.threads = threads;
    this.recorder = recorder;
    this.announced = announced;
  }

  /** Where connections to the server's control port go from now on. */
  public void listenForControl(ControlPort port) {
    controlPort = Optional.of(port);
  }

  /** The virtual endpoint that a connection to the client comes from, by its real source port. */
  public Optional<Endpoint> sourceOf(int realPort) {
    return sources.of(realPort);
  }

  /**
   * Where a control connection comes from, as its origin sees it.
   *
   * @param peer what the server knows it by
   */
  public Optional<Endpoint> clientOf(SocketAddress peer) {
    return peer instanceof InetSocketAddress known ? clients.of(known.getPort()) : Optional.empty();
  }

  /** Whether a connection is about to end. */
  public boolean isBusy() {
    return up.isAnyEnding();
  }

  /** Cuts every connection. */
  public void close() {
    up.abortAll();
  }

  // From the client ---------------------------------------------------------------------------

  /**
   * Makes a connection that the client has asked for.
   *
   * @throws IOException if this machine can't make it; that is no matter of the network
   */
  public ConnectAnswer fromClient(Connection passed, Socket client) throws IOException {
    return fromClient(passed, client, UnaryOperator.identity());
  }

  /**
   * The same.
   *
   * @param secret what the server has to say under TLS instead of its replies
   */
  public ConnectAnswer fromClient(Connection passed, Socket client, UnaryOperator<byte[]> secret)
      throws IOException {
    Optional<AcceptQueue> queue = passed.passivePort();
    if (queue.isPresent()) {
      passed.established();
      return ConnectAnswer.established(new DataConnection(passed, client, queue.get()));
    }
    if (passed.arrivesAtControlPort()) {
      DirectResponder server = server(passed, client, secret);
      passed.established();
      clients.put(server.peer().getPort(), passed.source());
      sessions.connected(passed.number(), server.peer());
      return ConnectAnswer.established(
          new Relayed(
              passed,
              client,
              passed.gateways().stream().anyMatch(ProxyStage::takes)
                  ? new DirectResponder.Late(() -> server(passed, client, secret))
                  : server));
    }
    return reach(passed)
        .map(
            socket ->
                ConnectAnswer.established(
                    new Relayed(passed, client, new Responder.OfSocket(socket))))
        .orElseGet(() -> ConnectAnswer.refused(Outcome.REFUSED));
  }

  private DirectResponder server(Connection passed, Socket client, UnaryOperator<byte[]> secret) {
    return new DirectResponder(controlPort.orElseThrow(), client, passed.seenSource(), secret);
  }

  /**
   * Makes a data connection that a proxy has asked for.
   *
   * @throws IOException if it isn't to a port for data
   */
  void fromProxy(Connection passed, Socket proxy) throws IOException {
    AcceptQueue queue = passed.passivePort().orElseThrow(() -> ConnectFailures.of(Outcome.REFUSED));
    passed.established();
    new DataConnection(passed, proxy, queue).proceed();
  }

  /** A connection to a passive port of the server. */
  private final class DataConnection implements PendingConnection {
    private final Connection passed;
    private final Socket client;
    private final AcceptQueue queue;
    private final long place;

    DataConnection(Connection passed, Socket client, AcceptQueue queue) {
      this.passed = passed;
      this.client = client;
      this.queue = queue;
      this.place = queue.expect();
    }

    @Override
    public void proceed() {
      Attached linked;
      try {
        linked = linked(passed, client);
      } catch (IOException e) {
        LOGGER.debug("A data connection is reset", e);
        queue.forsake(place);
        return;
      }
      Endpoint peer = passed.seenSource();
      queue.offer(place, serverEnd(passed, linked, peer));
    }

    @Override
    public void abandon() {
      queue.forsake(place);
      endedAtOnce(passed);
    }
  }

  /** Any other connection of the client. */
  private final class Relayed implements PendingConnection {
    private final Connection passed;
    private final Socket client;
    private final Responder responder;
    private volatile Optional<ControlPath> path = Optional.empty();

    Relayed(Connection passed, Socket client, Responder responder) {
      this.passed = passed;
      this.client = client;
      this.responder = responder;
    }

    @Override
    public void proceed() {
      Relay relay =
          new Relay(
              client, responder, passed.origin(), passed::carry, passed.tap(), giveUp, this::ended);
      path =
          passed.isControl()
              ? Optional.of(
                  new ControlPath(
                      passed, links, recorder, announced, relay, at -> proxy(at, relay)))
              : Optional.empty();
      up.add(relay);
      try {
        relay.run(path.map(ControlPath::stages).orElse(List.of()), threads);
      } catch (RejectedExecutionException e) {
        // The network was closed meanwhile, and the connection is cut.
      }
    }

    private Stage proxy(Connection.AtGateway at, Relay relay) {
      return new ProxyStage(
          passed.number(),
          at,
          recorder,
          relay,
          (DirectResponder.Late) responder,
          router,
          Connector.this,
          giveUp,
          threads);
    }

    private void ended(Relay relay) {
      up.remove(relay);
      path.ifPresent(ControlPath::ended);
      passed.ended(relay.wasReset(), relay.sent()::now, relay.received()::now);
    }

    @Override
    public void abandon() {
      responder.close();
      endedAtOnce(passed);
    }
  }

  // What a gateway accepts itself -------------------------------------------------------------

  /** What a gateway has accepted in the server's place. */
  public PendingConnection absorbing(Socket client, boolean resets) {
    return new AbsorbedConnection(client, resets, up);
  }

  /**
   * A connection of the server that a gateway has accepted in the client's place.
   *
   * @throws IOException if this machine can't make it
   */
  public Socket absorbed(boolean resets) throws IOException {
    Sockets.Pair pair = Sockets.Pair.open();
    threads.execute(new AbsorbedConnection(pair.second(), resets, up)::proceed);
    return pair.first();
  }

  // From the server ---------------------------------------------------------------------------

  /**
   * Makes a connection that the server has asked for.
   *
   * @throws IOException if nobody listens there any more, or if this machine can't make it
   */
  public Socket fromServer(Connection passed) throws IOException {
    Optional<AcceptQueue> own = passed.passivePort();
    return own.isPresent()
        ? toItself(passed, own.get())
        : serverEnd(
            passed,
            linked(passed, reach(passed).orElseThrow(() -> ConnectFailures.of(Outcome.REFUSED))),
            passed.target());
  }

  /** From one session of the server to another: a client has given PORT what PASV said. */
  private Socket toItself(Connection passed, AcceptQueue queue) throws IOException {
    Sockets.Pair pair;
    try {
      pair = Sockets.Pair.open();
    } catch (IOException e) {
      passed.forget(false);
      throw e;
    }
    passed.established();
    // Of the two ends it is the first one's that are recorded.
    queue.offer(
        queue.expect(),
        serverEnd(
            passed,
            pair.second(),
            passed.seenSource(),
            atOneEnd(Party.CLIENT),
            atOneEnd(Party.SERVER),
            (read, written) -> {}));
    return serverEnd(
        passed,
        pair.first(),
        passed.target(),
        atOneEnd(Party.CLIENT),
        atOneEnd(Party.SERVER),
        endOf(passed));
  }

  private static StreamAccount atOneEnd(Party sender) {
    return new StreamAccount(sender, Optional.empty());
  }

  /** It was accepted, but nothing came of it. */
  private void endedAtOnce(Connection passed) {
    StreamEnd nothing = new StreamEnd(0, 0, Kind.RESET, Party.SERVER);
    passed.ended(true, () -> nothing, () -> nothing);
  }

  // Both --------------------------------------------------------------------------------------

  /**
   * Puts a data connection on its link.
   *
   * @return what the server gets instead of the client's socket
   * @throws IOException if the link has gone down meanwhile; then the client sees a reset
   */
  private Attached linked(Connection passed, Socket client) throws IOException {
    Optional<Attached> linked = Optional.empty();
    try {
      linked = links.data().attach(client, passed.linkLog());
    } finally {
      if (linked.isEmpty()) {
        passed.tap().reset(false);
        Sockets.reset(client);
        StreamEnd nothing = new StreamEnd(0, 0, Kind.RESET, links.data().name());
        passed.ended(true, () -> nothing, () -> nothing);
      }
    }
    return linked.orElseThrow(() -> ConnectFailures.of(Outcome.REFUSED));
  }

  private ServerEnd serverEnd(Connection passed, Attached linked, Endpoint peer) {
    return serverEnd(
        passed,
        linked.socket(),
        peer,
        new StreamAccount(Party.CLIENT, Optional.of(linked.upstream())),
        new StreamAccount(Party.SERVER, Optional.of(linked.downstream())),
        endOf(passed));
  }

  private BiConsumer<StreamAccount, StreamAccount> endOf(Connection passed) {
    return (fromClient, fromServer) -> {
      boolean clientIsOrigin = passed.origin() == Party.CLIENT;
      passed.ended(
          false,
          (clientIsOrigin ? fromClient : fromServer)::now,
          (clientIsOrigin ? fromServer : fromClient)::now);
    };
  }

  private ServerEnd serverEnd(
      Connection passed,
      Socket real,
      Endpoint peer,
      StreamAccount read,
      StreamAccount written,
      BiConsumer<StreamAccount, StreamAccount> onEnd) {
    ServerEnd end =
        new ServerEnd(
            real,
            new InetSocketAddress(peer.address(), peer.port()),
            passed.origin() == Party.SERVER,
            passed::carry,
            passed.tap(),
            read,
            written,
            ended -> {
              if (ended.isOver()) {
                up.remove(ended);
              }
              onEnd.accept(read, written);
            });
    up.add(end);
    return end;
  }

  /** Connects to the server's control port or a port of the client's; empty if nobody listens. */
  private Optional<Socket> reach(Connection passed) throws IOException {
    return passed.arrivesAtControlPort() ? reachControlPort(passed) : reachClient(passed);
  }

  private Optional<Socket> reachControlPort(Connection passed) throws IOException {
    try {
      Socket socket = ControlBridge.open(controlPort.orElseThrow(), passed.seenSource(), threads);
      passed.established();
      return Optional.of(socket);
    } catch (IOException | RuntimeException e) {
      passed.forget(false);
      throw e;
    }
  }

  private Optional<Socket> reachClient(Connection passed) throws IOException {
    OptionalInt realPort = passed.clientPort();
    Socket socket = Sockets.open();
    try {
      // A port of the harness itself isn't the client's.
      boolean reachable = realPort.isPresent() && !RealPorts.shared().contains(realPort.getAsInt());
      if (reachable) {
        // Before connecting, so that whoever accepts finds where the connection comes from.
        Sockets.bind(socket);
        sources.put(socket.getLocalPort(), passed.seenSource());
        if (!Sockets.connectOrReset(socket, realPort.getAsInt())) {
          // It was established all the same; the server is to find that out as it would elsewhere.
          Socket reset = Sockets.reset();
          Sockets.close(socket);
          passed.established();
          return Optional.of(reset);
        }
        if (socket.getLocalPort() == realPort.getAsInt()) {
          throw new ConnectException("it was given the very port that nobody listens on");
        }
        passed.established();
        return Optional.of(socket);
      }
    } catch (ConnectException e) {
      // Nobody listens on the client's port.
    } catch (IOException | RuntimeException e) {
      Sockets.close(socket);
      passed.forget(false);
      throw e;
    }
    Sockets.close(socket);
    passed.notListening();
    return Optional.empty();
  }
}
