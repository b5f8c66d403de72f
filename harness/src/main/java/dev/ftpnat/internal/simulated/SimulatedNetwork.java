package dev.ftpnat.internal.simulated;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.address.Names;
import dev.ftpnat.internal.capture.CaptureSink;
import dev.ftpnat.internal.decoy.Decoys;
import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.internal.io.RealPorts;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.network.ClientEnd;
import dev.ftpnat.internal.network.ClientNetwork;
import dev.ftpnat.internal.network.ThreadAttachment;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.record.VirtualClock;
import dev.ftpnat.internal.server.spi.ControlPort;
import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.internal.simulated.attach.SimulatedHost;
import dev.ftpnat.internal.simulated.attach.SimulatedNetworks;
import dev.ftpnat.internal.simulated.attach.SimulatedServerSocketFactory;
import dev.ftpnat.internal.simulated.attach.SimulatedSocketFactory;
import dev.ftpnat.internal.simulated.attach.SocksServer;
import dev.ftpnat.internal.simulated.link.Links;
import dev.ftpnat.internal.simulated.link.ToxicLinks;
import dev.ftpnat.internal.simulated.loopback.LoopbackAttachment;
import dev.ftpnat.internal.simulated.relay.Connector;
import dev.ftpnat.internal.simulated.routing.ConnectAnswer;
import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.internal.simulated.routing.Decision;
import dev.ftpnat.internal.simulated.routing.LinkTaps;
import dev.ftpnat.internal.simulated.routing.Router;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/**
 * A topology that runs. It is what the client's SOCKS connections and the server's network card
 * talk to: it asks the {@link Router} about each attempt and has the {@link Connector} make those
 * that pass.
 */
public final class SimulatedNetwork
    implements ServerNic, ClientNetwork, SimulatedHost, SocksServer.Network {

  /** Where the real sockets are; what else begins with 127 may be on the network. */
  private static final InetAddress REAL_LOOPBACK = Ipv4.of("127.0.0.1");

  private final Lease lease;
  private final Topology topology;
  private final InetAddress clientAddress;
  private final VirtualClock clock;
  private final Router router;
  private final Names names;
  private final Connector wiring;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final DaemonThreads daemons;
  private final ExecutorService threads;
  private final SocksServer socks;
  private final ToxicLinks toxics;
  private final Announced announced = new Announced();
  private final Decoys decoys;
  private final Optional<LoopbackAttachment> loopback;

  /** By name. */
  private final Map<String, FurtherClient> furtherClients = new LinkedHashMap<>();

  /**
   * The network of a topology with addresses. It doesn't answer before {@link #start}.
   *
   * @param packets where packets go, if they are wanted
   * @param toxiproxy the URL of a Toxiproxy server; empty for the embedded one
   * @param seed what chance is drawn from
   * @param hasLoopback whether clients get here by ports of loopback as well
   */
  public SimulatedNetwork(
      Lease lease,
      Recorder recorder,
      SessionMatcher sessions,
      VirtualClock clock,
      Optional<CaptureSink> packets,
      Optional<URI> toxiproxy,
      long seed,
      boolean hasLoopback)
      throws IOException {
    this.lease = lease;
    this.topology = lease.topology();
    this.clientAddress = topology.clientAddress().orElseThrow();
    this.clock = clock;
    this.daemons = new DaemonThreads("ftpnat " + topology.name() + " ");
    this.threads = daemons.pool();
    this.toxics = ToxicLinks.of(topology, toxiproxy, seed, recorder, threads);
    Links links = toxics.links();
    this.decoys = new Decoys(topology, recorder, threads);
    this.router = new Router(topology, recorder, clock, wiretap(packets), links, announced, decoys);
    this.names = new Names(lease, router::publicAddress);
    this.wiring =
        new Connector(
            router, links, topology.connectGiveUp(), sessions, threads, recorder, announced);
    this.socks = new SocksServer(threads, this);
    this.loopback = hasLoopback ? Optional.of(loopback()) : Optional.empty();
    for (ClientHost host : topology.clientHosts()) {
      furtherClients.put(
          host.name(), new FurtherClient(this, host.address().orElseThrow(), threads));
    }
  }

  private LoopbackAttachment loopback() {
    return new LoopbackEntrance(topology, router, wiring, decoys).attachment(threads);
  }

  private Optional<LinkTaps> wiretap(Optional<CaptureSink> packets) {
    return packets.map(wanted -> new LinkTaps(topology, wanted.capture(), wanted.keys(), clock));
  }

  /** Brings connections to the server's control port there from now on. */
  public void listenForControl(ControlPort port) {
    wiring.listenForControl(port);
    router.listenForControl();
  }

  /** Begins to answer for the topology's addresses. */
  @Override
  public void start() throws IOException {
    if (loopback.isPresent()) {
      loopback.get().start();
    }
    SimulatedNetworks.shared().join(this);
  }

  @Override
  public Optional<InetSocketAddress> entrance() {
    return loopback.map(
        attachment -> new InetSocketAddress(Sockets.loopback(), attachment.controlPort()));
  }

  /** How client code that knows SOCKS gets onto the network. */
  @Override
  public Proxy socksProxy() {
    return socks.proxy();
  }

  /** Sockets of clients that take a factory; see {@code FtpNat.socketFactory()}. */
  @Override
  public SocketFactory socketFactory() {
    // By loopback clients know no address of the network.
    return loopback.isPresent() ? SocketFactory.getDefault() : new SimulatedSocketFactory(this);
  }

  /** Listening sockets of clients that take a factory; see {@code FtpNat.serverSocketFactory()}. */
  @Override
  public ServerSocketFactory serverSocketFactory() {
    return loopback.isPresent()
        ? ServerSocketFactory.getDefault()
        : new SimulatedServerSocketFactory(this);
  }

  @Override
  public ThreadAttachment enter() {
    // Every thread of the JVM is on it, but it may be a guest of another client host.
    return furtherClients.isEmpty() ? () -> {} : SimulatedNetworks.shared().enter(this)::run;
  }

  @Override
  public ClientEnd client(String name) {
    return furtherClients.get(name);
  }

  @Override
  public Process start(ProcessBuilder command) {
    throw new UnsupportedOperationException(
        "a process can't be on the simulated network, only on the kernel's (Network.KERNEL)."
            + " Processes that speak SOCKS 5 may use FtpNat.socksProxy().");
  }

  @Override
  public void settle() {
    // What else happens is recorded as it happens.
    router.settle();
    changed();
  }

  @Override
  public boolean isBusy() {
    return wiring.isBusy();
  }

  @Override
  public Activity activity() {
    return daemons.activity().and(toxics.activity());
  }

  // What a test does to the network -----------------------------------------------------------

  @Override
  public void advance(Duration duration) {
    clock.advance(duration);
    router.advanced();
    changed();
  }

  @Override
  public ToxiproxyClient toxiproxy() throws IOException {
    return toxics.client();
  }

  @Override
  public URI toxiproxyUrl() throws IOException {
    return toxics.url();
  }

  @Override
  public void expireIdle(String gateway) {
    router.expireIdle(gateway);
    changed();
  }

  @Override
  public void reboot(String gateway) {
    router.reboot(gateway);
    changed();
  }

  @Override
  public void renumber(String gateway, InetAddress address) {
    router.renumber(gateway, address);
    changed();
  }

  private void changed() {
    loopback.ifPresent(LoopbackAttachment::changed);
  }

  @Override
  public Optional<InetAddress> publicAddress(String gateway, AddressFamily family) {
    return router.publicAddress(gateway, family);
  }

  @Override
  public Lease lease() {
    return lease;
  }

  @Override
  public boolean covers(InetAddress address) {
    return lease.covers(address);
  }

  @Override
  public boolean isClient(InetAddress address) {
    return topology.clientAddress(AddressFamily.of(address)).equals(Optional.of(address));
  }

  // The client's side ------------------------------------------------------------------------

  @Override
  public Optional<InetAddress> resolve(String name) {
    return names.addresses(name).stream().findFirst();
  }

  @Override
  public void expect(int realPort, Endpoint target) {
    socks.expect(realPort, target);
  }

  @Override
  public void expectNoMore(int realPort) {
    socks.expectNoMore(realPort);
  }

  /** See {@link Router#rehearse}. */
  @Override
  public Optional<ConnectFailure> refusal(Endpoint target) {
    if (target.address() instanceof Inet6Address ipv6) {
      Optional<ConnectFailure> noIpv6 = router.refusal(ipv6, target.port());
      if (noIpv6.isPresent()) {
        return noIpv6;
      }
    }
    return refusal(clientAddress(target), target);
  }

  /** The same of the client host that has an address. */
  Optional<ConnectFailure> refusal(InetAddress own, Endpoint target) {
    return router.rehearse(own, target);
  }

  @Override
  public Optional<Outcome> refuse(Inet6Address target, int port) {
    return topology.clientFamilies().contains(AddressFamily.IPV6)
        ? Optional.empty()
        : refusal(new Endpoint(target, port)).map(ConnectFailure::outcome);
  }

  /** Where the client was told to connect to. */
  @Override
  public Announced announced() {
    return announced;
  }

  /** As source address selection does (RFC 6724): of the target's family, if the client has it. */
  private InetAddress clientAddress(Endpoint target) {
    return topology.clientAddress(AddressFamily.of(target.address())).orElse(clientAddress);
  }

  @Override
  public ConnectAnswer connect(Socket client, Endpoint target) throws IOException {
    return connect(clientAddress(target), client, target);
  }

  /** The same of the client host that has an address. */
  ConnectAnswer connect(InetAddress own, Socket client, Endpoint target) throws IOException {
    Endpoint source = new Endpoint(own, client.getPort());
    Decision decision = router.decide(Party.CLIENT, source, target);
    if (decision instanceof Decision.Accepted accepted) {
      return wiring.fromClient(accepted.connection(), client);
    }
    if (decision instanceof Decision.Deceived) {
      return ConnectAnswer.established(new DecoyConnection(decoys, client, source, target));
    }
    if (decision instanceof Decision.Absorbed absorbed) {
      return ConnectAnswer.established(wiring.absorbing(client, absorbed.resets()));
    }
    ConnectFailure refusal = ((Decision.Refused) decision).failure();
    waitIfDropped(refusal, topology.connectGiveUp());
    return ConnectAnswer.refused(refusal.outcome());
  }

  /** The virtual endpoint that a connection to the client comes from, by its real source port. */
  @Override
  public Optional<Endpoint> sourceOf(int realPort) {
    return wiring.sourceOf(realPort);
  }

  // The server's side ------------------------------------------------------------------------

  @Override
  public PassivePort listenPassively() throws IOException {
    return router.listenPassively();
  }

  @Override
  public PassivePort listenAnywhere() throws IOException {
    return router.listenAnywhere();
  }

  /** From the port below the control port, as RFC 959 section 5.2 has it. */
  @Override
  public Socket connect(Endpoint target) throws IOException {
    InetAddress own =
        topology
            .server()
            .address(AddressFamily.of(target.address()))
            .or(topology.server()::address)
            .orElseThrow();
    Endpoint source = new Endpoint(own, topology.server().controlPort() - 1);
    Decision decision = router.decide(Party.SERVER, source, target);
    if (decision instanceof Decision.Accepted accepted) {
      return wiring.fromServer(accepted.connection());
    }
    if (decision instanceof Decision.Absorbed absorbed) {
      return wiring.absorbed(absorbed.resets());
    }
    ConnectFailure refusal = ((Decision.Refused) decision).failure();
    waitIfDropped(refusal, topology.serverConnectGiveUp());
    throw refusal.exception();
  }

  /** From here on a client may know of it, so it has to be led here if it goes there. */
  @Override
  public Optional<String> objection(String reply) {
    Optional<InetSocketAddress> taken =
        Announced.in(reply).stream().filter(RealPorts.shared()::contains).findFirst();
    if (taken.isEmpty()) {
      announced.said(reply);
      decoys.said(reply);
    }
    return taken.map(
        endpoint ->
            String.format(
                Locale.ROOT,
                "FtpNat itself listens at %s:%d on this machine's loopback",
                endpoint.getHostString(),
                endpoint.getPort()));
  }

  @Override
  public Optional<InetSocketAddress> controlEndpoint() {
    return Optional.empty();
  }

  @Override
  public Runnable atServer(Runnable work) {
    return work;
  }

  /**
   * The client's socket is really a loopback one, so that is the address it announces; encrypted,
   * no network on the way can put the right one in.
   */
  @Override
  public Endpoint meant(Endpoint announced, AddressFamily family, SocketAddress peer) {
    InetAddress address = announced.address();
    // To a server of IPv4 behind a NAT64 as well.
    AddressFamily own = address instanceof Inet6Address ? AddressFamily.IPV6 : family;
    boolean isItsOwn =
        address instanceof Inet6Address
            ? address.isLoopbackAddress() && topology.clientAddress(own).isPresent()
            : address.equals(REAL_LOOPBACK);
    if (!isItsOwn) {
      return announced;
    }
    Optional<InetAddress> further =
        furtherClients.isEmpty() ? Optional.empty() : wiring.clientOf(peer).map(Endpoint::address);
    return new Endpoint(
        further.or(() -> topology.clientAddress(own)).orElse(clientAddress), announced.port());
  }

  @Override
  public InetAddress advertisedAddress(AddressFamily family) {
    return lease.advertisedAddress(family);
  }

  // Silence ----------------------------------------------------------------------------------

  private void waitIfDropped(ConnectFailure refusal, Duration giveUp) {
    if (refusal.isSilent()) {
      awaitSilence(giveUp);
      refusal.givenUp();
    }
  }

  @Override
  public Duration connectGiveUp() {
    return topology.connectGiveUp();
  }

  /**
   * Waits for an answer that doesn't come.
   *
   * @return false if the network was closed meanwhile
   */
  @Override
  public boolean awaitSilence(Duration duration) {
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

  @Override
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Stops answering, and wakes whoever waits for an answer. Connections go on. */
  @Override
  public void disconnect() {
    SimulatedNetworks.shared().leave(this);
    loopback.ifPresent(LoopbackAttachment::close);
    router.close();
    closed.countDown();
  }

  /** Cuts every connection and stops answering. */
  @Override
  public void close() {
    disconnect();
    socks.close();
    furtherClients.values().forEach(FurtherClient::close);
    threads.shutdown();
    wiring.close();
    toxics.close();
    decoys.close();
    daemons.stop(threads);
  }
}
