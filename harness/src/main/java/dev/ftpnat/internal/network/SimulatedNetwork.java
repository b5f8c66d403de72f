package dev.ftpnat.internal.network;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.server.NetworkCard;
import dev.ftpnat.internal.server.PassivePort;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Outcome;
import dev.ftpnat.trace.Party;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * A topology that runs. It is what the client's SOCKS connections and the server's network card
 * talk to: it asks the {@link Router} about each attempt and has the {@link Wiring} make those that
 * pass.
 */
public final class SimulatedNetwork implements NetworkCard, SocksServer.Network, AutoCloseable {

  private final Lease lease;
  private final Topology topology;
  private final Inet4Address clientAddress;
  private final Inet4Address serverAddress;
  private final Router router;
  private final Wiring wiring;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads;
  private final SocksServer socks;

  /** The network of a topology with addresses. It doesn't answer before {@link #start}. */
  public SimulatedNetwork(Lease lease, Recorder recorder) throws IOException {
    this.lease = lease;
    this.topology = lease.topology();
    this.clientAddress = topology.clientAddress().orElseThrow();
    this.serverAddress = topology.server().address().orElseThrow();
    this.router = new Router(topology, recorder);
    this.threads = NetworkThreads.named("ftpnat " + topology.name());
    this.wiring = new Wiring(router, topology.connectGiveUp(), threads);
    this.socks = new SocksServer(threads, this);
  }

  /**
   * Begins to answer for the topology's addresses.
   *
   * @param realControlPort the loopback port on which the FTP server really listens
   */
  public void start(int realControlPort) {
    router.listenForControl(realControlPort);
    socks.start();
    VirtualInternet.shared().join(this);
  }

  /** The address at which the client reaches the server. */
  public Inet4Address publicServerAddress() {
    List<Gateway> gateways = topology.serverGateways();
    return gateways.isEmpty()
        ? serverAddress
        : gateways.get(gateways.size() - 1).publicAddress().orElseThrow();
  }

  /** The server's name on this network; only SOCKS clients can have it resolved. */
  public String serverName() {
    return "ftp-" + publicServerAddress().getHostAddress().replace('.', '-') + ".ftpnat.test";
  }

  /** How client code that knows SOCKS gets onto the network. */
  public Proxy socksProxy() {
    return socks.proxy();
  }

  /** Sockets of clients that take a factory; see {@code FtpNat.socketFactory()}. */
  public SocketFactory socketFactory() {
    return new NetworkSocketFactory(this);
  }

  /** Listening sockets of clients that take a factory; see {@code FtpNat.serverSocketFactory()}. */
  public ServerSocketFactory serverSocketFactory() {
    return new NetworkServerSocketFactory(this);
  }

  boolean covers(Inet4Address address) {
    return lease.covers(address);
  }

  // The client's side ------------------------------------------------------------------------

  @Override
  public Optional<Inet4Address> resolve(String name) {
    if (name.equalsIgnoreCase(serverName())) {
      return Optional.of(publicServerAddress());
    }
    return Ipv4.parse(name);
  }

  /** See {@link Router#refusal}. */
  Optional<Outcome> refusal(Endpoint target) {
    return router.refusal(clientAddress, target);
  }

  @Override
  public SocksServer.Answer connect(Socket client, Endpoint target) throws IOException {
    Endpoint source = new Endpoint(clientAddress, client.getPort());
    Router.Decision decision = router.decide(Party.CLIENT, source, target);
    if (decision.passed().isPresent()) {
      return wiring.fromClient(decision.passed().get(), client);
    }
    waitIfDropped(decision.outcome());
    return SocksServer.Answer.refused(decision.outcome());
  }

  /** The virtual endpoint that a connection to the client comes from, by its real source port. */
  Optional<Endpoint> sourceOf(int realPort) {
    return wiring.sourceOf(realPort);
  }

  // The server's side ------------------------------------------------------------------------

  @Override
  public PassivePort listenPassively() throws IOException {
    return router.listenPassively();
  }

  /** From the port below the control port, as RFC 959 section 5.2 has it. */
  @Override
  public Socket connect(Endpoint target) throws IOException {
    Endpoint source = new Endpoint(serverAddress, topology.server().controlPort() - 1);
    Router.Decision decision = router.decide(Party.SERVER, source, target);
    if (decision.passed().isPresent()) {
      return wiring.fromServer(decision.passed().get());
    }
    waitIfDropped(decision.outcome());
    throw Refusals.of(decision.outcome());
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

  // Silence ----------------------------------------------------------------------------------

  private void waitIfDropped(Outcome outcome) {
    if (outcome == Outcome.DROPPED) {
      awaitSilence(connectGiveUp());
    }
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

  // The end ----------------------------------------------------------------------------------

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Stops answering, and wakes whoever waits for an answer. Connections go on. */
  public void disconnect() {
    VirtualInternet.shared().leave(this);
    router.close();
    closed.countDown();
  }

  /** Cuts every connection and stops answering. */
  @Override
  public void close() {
    disconnect();
    socks.close();
    threads.shutdown();
    wiring.close();
    NetworkThreads.stop(threads);
  }
}
