package dev.ftpnat.internal.network;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.nat.Path;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.server.NetworkCard;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Hop;
import dev.ftpnat.trace.Outcome;
import dev.ftpnat.trace.Party;
import dev.ftpnat.trace.Reason;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.ConnectionEnd;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Proxy;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * A topology that runs: routes the connections of its client and its server through the gateways,
 * and relays them.
 */
public final class SimulatedNetwork implements NetworkCard, SocksServer.Network, AutoCloseable {

  /**
   * Stands for the port that the client's stack would choose, when an attempt is only tried out.
   */
  private static final int SOME_EPHEMERAL_PORT = 49152;

  private final Lease lease;
  private final Topology topology;
  private final Recorder recorder;
  private final Path path;
  private final Inet4Address clientAddress;
  private final Inet4Address serverAddress;
  private final Clock clock = Clock.systemUTC();

  /** Guards the gateways' tables and the server's ports. */
  private final Object lock = new Object();

  private final ServerPorts serverPorts;
  private final Map<Integer, Endpoint> sourcesByRealPort = new ConcurrentHashMap<>();
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads;
  private final SocksServer socks;

  /** The network of a topology with addresses. It doesn't answer before {@link #start}. */
  public SimulatedNetwork(Lease lease, Recorder recorder) throws IOException {
    this.lease = lease;
    this.topology = lease.topology();
    this.recorder = recorder;
    this.path = new Path(topology);
    this.clientAddress = topology.clientAddress().orElseThrow();
    this.serverAddress = topology.server().address().orElseThrow();
    this.serverPorts = new ServerPorts(topology.server().passivePorts());
    this.threads = NetworkThreads.named("ftpnat " + topology.name());
    this.socks = new SocksServer(threads, this);
  }

  /**
   * Begins to answer for the topology's addresses.
   *
   * @param realControlPort the loopback port on which the FTP server really listens
   */
  public void start(int realControlPort) {
    synchronized (lock) {
      serverPorts.listen(topology.server().controlPort(), realControlPort);
    }
    socks.start();
    VirtualInternet.shared().join(this);
  }

  /** The address at which the client reaches the server. */
  public Inet4Address publicServerAddress() {
    return topology.serverGateways().isEmpty()
        ? serverAddress
        : last(topology.serverGateways()).publicAddress().orElseThrow();
  }

  /** The server's name on this network; only SOCKS clients can have it resolved. */
  public String serverName() {
    return "ftp-" + publicServerAddress().getHostAddress().replace('.', '-') + ".ftpnat.test";
  }

  /** How client code that knows SOCKS gets onto the network. */
  public Proxy socksProxy() {
    return socks.proxy();
  }

  boolean covers(Inet4Address address) {
    return lease.covers(address);
  }

  Duration connectGiveUp() {
    return topology.connectGiveUp();
  }

  /**
   * Waits for an answer that doesn't come.
   *
   * @return false if the network was closed meanwhile
   */
  boolean awaitSilence(Duration duration) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + duration.toNanos();
    try {
      while (true) {
        try {
          return !closed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // Like a real connect, this can't be interrupted; the interrupt is kept for later.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * What a connection attempt of the client would be refused with; empty if it would be
   * established. A refusal is recorded, since the client won't try again through {@link #connect}.
   */
  Optional<Outcome> refusal(Endpoint target) {
    synchronized (lock) {
      Endpoint source = new Endpoint(clientAddress, SOME_EPHEMERAL_PORT);
      if (isClosed()) {
        return Optional.of(closedAlready(Party.CLIENT, source.withPort(0), target));
      }
      Route route = path.route(Party.CLIENT, source, target, clock.instant());
      return refusal(Party.CLIENT, source.withPort(0), target, route);
    }
  }

  private Optional<Outcome> refusal(Party origin, Endpoint source, Endpoint target, Route route) {
    if (route instanceof Route.Refused refused) {
      record(
          origin,
          source,
          target,
          refused.hops(),
          refused.outcome(),
          refused.decidedBy(),
          refused.reason());
      return Optional.of(refused.outcome());
    }
    Route.Delivered delivered = (Route.Delivered) route;
    if (delivered.host() == Party.SERVER
        && serverPorts.realPort(delivered.arrivesAt().port()).isEmpty()) {
      return Optional.of(notListening(origin, source, target, delivered));
    }
    return Optional.empty();
  }

  private Outcome notListening(
      Party origin, Endpoint source, Endpoint target, Route.Delivered delivered) {
    record(
        origin,
        source,
        target,
        delivered.hops(),
        Outcome.REFUSED,
        delivered.host().toString(),
        Reason.NOT_LISTENING);
    return Outcome.REFUSED;
  }

  private void record(
      Party origin,
      Endpoint source,
      Endpoint target,
      List<Hop> hops,
      Outcome outcome,
      String decidedBy,
      Reason reason) {
    recorder.record(
        at -> new ConnectionAttempt(at, origin, source, target, hops, outcome, decidedBy, reason));
  }

  // The client's side ------------------------------------------------------------------------

  @Override
  public Optional<Inet4Address> resolve(String name) {
    if (name.equalsIgnoreCase(serverName())) {
      return Optional.of(publicServerAddress());
    }
    return Ipv4.parse(name);
  }

  @Override
  public Outcome connect(Socket client, Endpoint target, SocksServer.OnEstablished onEstablished)
      throws IOException {
    Endpoint source = new Endpoint(clientAddress, client.getPort());
    Attempt attempt = attempt(Party.CLIENT, source, target);
    if (attempt.passed().isEmpty()) {
      if (attempt.refusal() == Outcome.DROPPED) {
        awaitSilence(connectGiveUp());
      }
      return attempt.refusal();
    }
    Passed passed = attempt.passed().get();
    Optional<Socket> responder = reach(passed);
    if (responder.isEmpty()) {
      return Outcome.REFUSED;
    }
    try {
      onEstablished.run();
    } catch (IOException e) {
      abandon(passed, responder.get());
      throw e;
    }
    relay(passed, client, responder.get());
    return Outcome.ESTABLISHED;
  }

  // The server's side ------------------------------------------------------------------------

  @Override
  public int listenPassively(int realPort) throws IOException {
    synchronized (lock) {
      return serverPorts
          .listenPassively(realPort)
          .orElseThrow(
              () ->
                  new IOException(
                      "all passive ports " + topology.server().passivePorts() + " are in use"));
    }
  }

  @Override
  public void stopListening(int virtualPort) {
    synchronized (lock) {
      serverPorts.stopListening(virtualPort);
    }
  }

  /** From the port below the control port, as RFC 959 section 5.2 has it. */
  @Override
  public Socket connect(Endpoint target) throws IOException {
    Endpoint source = new Endpoint(serverAddress, topology.server().controlPort() - 1);
    Attempt attempt = attempt(Party.SERVER, source, target);
    if (attempt.passed().isEmpty()) {
      if (attempt.refusal() == Outcome.DROPPED) {
        awaitSilence(connectGiveUp());
      }
      throw Refusals.of(attempt.refusal());
    }
    Passed passed = attempt.passed().get();
    Socket responder = reach(passed).orElseThrow(() -> Refusals.of(Outcome.REFUSED));
    Sockets.Pair pair;
    try {
      pair = Sockets.Pair.open();
    } catch (IOException e) {
      abandon(passed, responder);
      throw e;
    }
    relay(passed, pair.second(), responder);
    return pair.first();
  }

  @Override
  public Inet4Address clientAddress() {
    return clientAddress;
  }

  @Override
  public Inet4Address advertisedAddress() {
    Server server = topology.server();
    return server
        .advertisedAddress()
        .orElseGet(() -> server.advertisesPublicAddress() ? publicServerAddress() : serverAddress);
  }

  // Both -------------------------------------------------------------------------------------

  /** A connection that every gateway on the way has let through. */
  private record Passed(Party origin, Endpoint source, Endpoint target, Route.Delivered route) {}

  /** Either a connection that may be made now, or how it was refused. */
  private record Attempt(Optional<Passed> passed, Outcome refusal) {}

  private Attempt attempt(Party origin, Endpoint source, Endpoint target) {
    synchronized (lock) {
      if (isClosed()) {
        return new Attempt(Optional.empty(), closedAlready(origin, source, target));
      }
      Route route = path.route(origin, source, target, clock.instant());
      Optional<Outcome> refusal = refusal(origin, source, target, route);
      if (refusal.isPresent()) {
        return new Attempt(Optional.empty(), refusal.get());
      }
      Route.Delivered delivered = (Route.Delivered) route;
      delivered.establish();
      return new Attempt(
          Optional.of(new Passed(origin, source, target, delivered)), Outcome.ESTABLISHED);
    }
  }

  private Outcome closedAlready(Party origin, Endpoint source, Endpoint target) {
    record(
        origin,
        source,
        target,
        List.of(),
        Outcome.UNREACHABLE,
        "environment",
        Reason.ENVIRONMENT_CLOSED);
    return Outcome.UNREACHABLE;
  }

  /**
   * Connects to the real socket behind a virtual endpoint; empty if nobody listens on it.
   *
   * @throws IOException if this machine can't make the connection; that is no matter of the network
   */
  private Optional<Socket> reach(Passed passed) throws IOException {
    Route.Delivered route = passed.route();
    OptionalInt realPort = realPort(route);
    Socket responder = Sockets.open();
    try {
      if (realPort.isPresent()) {
        if (route.host() == Party.CLIENT) {
          // Before connecting, so that whoever accepts finds where the connection comes from.
          Sockets.bind(responder);
          sourcesByRealPort.put(responder.getLocalPort(), route.seenSource());
        }
        Sockets.connect(responder, realPort.getAsInt());
        record(
            passed.origin(),
            passed.source(),
            passed.target(),
            route.hops(),
            Outcome.ESTABLISHED,
            route.host().toString(),
            Reason.LISTENING);
        return Optional.of(responder);
      }
    } catch (ConnectException e) {
      // Nobody listens behind the virtual port any more, or on the client's port.
    } catch (IOException | RuntimeException e) {
      abandon(passed, responder);
      throw e;
    }
    abandon(passed, responder);
    notListening(passed.origin(), passed.source(), passed.target(), route);
    return Optional.empty();
  }

  /** Gives up a connection that has no relay yet. */
  private void abandon(Passed passed, Socket responder) {
    if (responder.isBound()) {
      sourcesByRealPort.remove(responder.getLocalPort());
    }
    Sockets.close(responder);
    synchronized (lock) {
      passed.route().end();
    }
  }

  /** The client's ports are its real ones; the server's are virtual. */
  private OptionalInt realPort(Route.Delivered route) {
    int port = route.arrivesAt().port();
    if (route.host() == Party.CLIENT) {
      return OptionalInt.of(port);
    }
    synchronized (lock) {
      return serverPorts.realPort(port);
    }
  }

  private void relay(Passed passed, Socket originator, Socket responder) throws IOException {
    Optional<ControlChannel> control = controlChannel(passed);
    int realPort = responder.getLocalPort();
    boolean toClient = passed.route().host() == Party.CLIENT;
    Relay relay =
        new Relay(
            originator,
            responder,
            control,
            connectGiveUp(),
            ended -> {
              relays.remove(ended);
              if (toClient) {
                sourcesByRealPort.remove(realPort);
              }
              control.ifPresent(ControlChannel::end);
              synchronized (lock) {
                passed.route().end();
              }
              recorder.record(
                  at ->
                      new ConnectionEnd(
                          at,
                          passed.origin(),
                          passed.source(),
                          passed.target(),
                          ended.sent(),
                          ended.received()));
            });
    relays.add(relay);
    try {
      relay.start(threads);
    } catch (RejectedExecutionException e) {
      relay.abort();
      throw new IOException("the environment was closed meanwhile", e);
    }
  }

  private Optional<ControlChannel> controlChannel(Passed passed) {
    Route.Delivered route = passed.route();
    return passed.origin() == Party.CLIENT
            && route.host() == Party.SERVER
            && route.arrivesAt().port() == topology.server().controlPort()
        ? Optional.of(
            new ControlChannel(route, new ClientCard(clientAddress), recorder, lock, clock))
        : Optional.empty();
  }

  /** The virtual endpoint that a connection to the client comes from, by its real source port. */
  Optional<Endpoint> sourceOf(int realPort) {
    return Optional.ofNullable(sourcesByRealPort.get(realPort));
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Stops answering, and wakes whoever waits for an answer. Connections go on. */
  public void disconnect() {
    VirtualInternet.shared().leave(this);
    closed.countDown();
  }

  /** Cuts every connection and stops answering. */
  @Override
  public void close() {
    disconnect();
    socks.close();
    threads.shutdown();
    relays.forEach(Relay::abort);
    NetworkThreads.stop(threads);
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  /** Sockets of clients that take a factory; see {@code FtpNat.socketFactory()}. */
  public SocketFactory socketFactory() {
    return new NetworkSocketFactory(this);
  }

  /** Listening sockets of clients that take a factory; see {@code FtpNat.serverSocketFactory()}. */
  public ServerSocketFactory serverSocketFactory() {
    return new NetworkServerSocketFactory(this);
  }
}
