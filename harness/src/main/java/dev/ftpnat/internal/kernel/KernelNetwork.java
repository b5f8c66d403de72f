package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.QuickAck;
import dev.ftpnat.internal.kernel.conntrack.Conntrack;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NamespaceSockets;
import dev.ftpnat.internal.kernel.netns.NetnsHosts;
import dev.ftpnat.internal.kernel.netns.Plan;
import dev.ftpnat.internal.kernel.netns.Planner;
import dev.ftpnat.internal.kernel.observe.ConnectionObserver;
import dev.ftpnat.internal.kernel.observe.LinkNumbering;
import dev.ftpnat.internal.kernel.observe.OwnHosts;
import dev.ftpnat.internal.kernel.observe.PacketTap;
import dev.ftpnat.internal.kernel.observe.Unsent;
import dev.ftpnat.internal.kernel.packet.PacketListener;
import dev.ftpnat.internal.kernel.packet.RawCapture;
import dev.ftpnat.internal.network.ClientEnd;
import dev.ftpnat.internal.network.ClientNetwork;
import dev.ftpnat.internal.network.ThreadAttachment;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Party;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;

/** A topology that runs on the kernel: the server's network card, and the client's host. */
public final class KernelNetwork implements ServerNic, ClientNetwork {

  /** Longer than the kernel delays an acknowledgement, which is 40 ms to 200 ms. */
  private static final long QUIET_NANOS = 300_000_000;

  private static final long QUIET_POLL_NANOS = 1_000_000;

  /**
   * When Linux repeats a SYN for the first time (RFC 6298 section 2.1), and how late that may be.
   */
  private static final Duration FIRST_REPETITION = Duration.ofSeconds(1);

  private static final Duration REPETITION_TAKES = Duration.ofMillis(250);

  private final Lease lease;
  private final Recorder recorder;
  private volatile Topology topology;
  private volatile Plan plan;
  private final NetnsHosts hosts;
  private final NamespaceClient end;

  /** The client's host, and further ones. */
  private final List<Namespace> clients;

  private final Namespace server;
  private final PassivePorts passivePorts;
  private final AcceptingGateways acceptors;
  private final Announced announced = new Announced();
  private final Unsent unsent;
  private final KernelDecoys decoys;
  private final PacketTap tap;
  private final Set<RawCapture> captures = ConcurrentHashMap.newKeySet();

  /**
   * Builds the network of a topology with addresses.
   *
   * @param recorder told of connections
   * @throws IOException if the kernel or its tools refuse
   */
  public KernelNetwork(Lease lease, Recorder recorder, SessionMatcher sessions) throws IOException {
    this.lease = lease;
    this.recorder = recorder;
    this.topology = lease.topology();
    this.plan = Planner.plan(topology);
    this.unsent = new Unsent(recorder, topology);
    this.hosts = new NetnsHosts(plan);
    this.end = new NamespaceClient(hosts.of(Plan.CLIENT));
    this.decoys = new KernelDecoys(topology, recorder, hosts.of(Plan.CLIENT));
    this.clients =
        Stream.concat(Stream.of(Plan.CLIENT), topology.clientHosts().stream().map(ClientHost::name))
            .map(hosts::of)
            .toList();
    this.server = hosts.of(Plan.SERVER);
    this.passivePorts = new PassivePorts(topology.server().passivePorts(), server);
    try {
      acceptors = new AcceptingGateways(topology, hosts);
    } catch (IOException | RuntimeException e) {
      hosts.close();
      throw e;
    }
    try {
      tap =
          new PacketTap(
              hosts.inOrder(),
              ends(),
              topology.families(),
              new LinkNumbering(topology),
              new ConnectionObserver(topology, recorder, sessions, announced),
              new OwnHosts(topology, recorder, announced));
    } catch (IOException | RuntimeException e) {
      acceptors.close();
      hosts.close();
      throw e;
    }
  }

  /** Whose loopback is watched: the client's, the server's, further clients'. */
  private List<Namespace> ends() {
    List<Namespace> ends = new ArrayList<>(clients);
    ends.add(1, server);
    return ends;
  }

  // The server's side ------------------------------------------------------------------------

  @Override
  public Optional<InetSocketAddress> controlEndpoint() {
    return Optional.of(new InetSocketAddress(topology.server().controlPort()));
  }

  @Override
  public Runnable atServer(Runnable work) {
    return () -> {
      try {
        server.enter();
      } catch (IOException e) {
        if (server.isClosed()) {
          // On a busy machine a thread may begin when all that it was for has ended.
          return;
        }
        throw new UncheckedIOException("can't enter the server's network namespace", e);
      }
      work.run();
    };
  }

  @Override
  public PassivePort listenAnywhere() throws IOException {
    return passivePorts.listenAnywhere();
  }

  @Override
  public PassivePort listenPassively() throws IOException {
    return passivePorts.listen();
  }

  @Override
  public Socket connect(Endpoint announced) throws IOException {
    // Java makes the address of the machine's name of it, other programs leave it to the kernel.
    Endpoint target =
        announced.address().isAnyLocalAddress()
            ? Endpoint.of("127.0.0.1", announced.port())
            : announced;
    unsent.connecting(Party.SERVER, target);
    Socket socket = NamespaceSockets.socket(server);
    try {
      socket.setReuseAddress(true);
      // Of a family that the server hasn't, the kernel itself says that it can't be reached.
      Optional<InetAddress> own = topology.server().address(AddressFamily.of(target.address()));
      if (own.isPresent()) {
        socket.bind(new InetSocketAddress(own.get(), topology.server().controlPort() - 1));
      }
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(target.address(), target.port()), (int) giveUp().toMillis());
      return QuickAck.socket(socket);
    } catch (SocketTimeoutException e) {
      socket.close();
      throw (IOException) new ConnectException("Connection timed out").initCause(e);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * How long the server tries. Some answers come to the second SYN only: that of a gateway that had
   * no room for the first, and ICMPv6 errors that come while that is being sent, which Linux only
   * notes. Whoever gives up just then would never hear of them.
   */
  private Duration giveUp() {
    Duration patience = topology.serverConnectGiveUp();
    Duration repeated = FIRST_REPETITION.plus(REPETITION_TAKES);
    return patience.compareTo(FIRST_REPETITION) >= 0 && patience.compareTo(repeated) < 0
        ? repeated
        : patience;
  }

  @Override
  public Endpoint meant(Endpoint announced, AddressFamily family, SocketAddress peer) {
    return announced;
  }

  /** Wherever it leads is in the client's own namespace, where the kernel answers. */
  @Override
  public Optional<String> objection(String reply) {
    announced.said(reply);
    decoys.said(reply);
    return Optional.empty();
  }

  @Override
  public InetAddress advertisedAddress(AddressFamily family) {
    return lease.advertisedAddress(family);
  }

  // The client's side ------------------------------------------------------------------------

  @Override
  public void start() {
    // The kernel answers already.
  }

  @Override
  public ThreadAttachment enter() {
    return end.enter();
  }

  @Override
  public ClientEnd client(String name) {
    return new NamespaceClient(hosts.of(name));
  }

  /** Whether the calling thread is on a client's host. */
  public boolean isEntered() {
    return clients.stream().anyMatch(Namespace::isCurrent);
  }

  /**
   * A Java socket on the client's host is about to connect, which may not show in packets. What the
   * server has named, an ALG may have made another address of this network.
   */
  public void connecting(InetAddress address, int port) {
    if (announced.contains(address, port) || lease.covers(address)) {
      unsent.connecting(address, port);
    }
  }

  @Override
  public Process start(ProcessBuilder command) throws IOException {
    return end.start(command);
  }

  @Override
  public SocketFactory socketFactory() {
    return end.socketFactory();
  }

  @Override
  public ServerSocketFactory serverSocketFactory() {
    return end.serverSocketFactory();
  }

  @Override
  public Proxy socksProxy() {
    return end.socksProxy();
  }

  @Override
  public void settle() throws IOException {
    tap.drain();
    for (RawCapture capture : captures) {
      capture.drain();
    }
  }

  @Override
  public boolean isBusy() {
    return tap.isBusy();
  }

  /** Its other threads read packets, which {@link #settle} does as well. */
  @Override
  public Activity activity() {
    return decoys.activity();
  }

  // What a test does to the network -----------------------------------------------------------

  @Override
  public void advance(Duration duration) {
    if (topology.gateways().isEmpty()) {
      return; // Nothing on the way remembers anything.
    }
    throw new UnsupportedOperationException(
        "the kernel's time can't be advanced. RunningGateway.expireIdleMappings() has the same"
            + " effect on control connections.");
  }

  @Override
  public ToxiproxyClient toxiproxy() {
    throw new UnsupportedOperationException(
        "there are no toxics on the kernel network; Linux has its own: tc qdisc, in a namespace");
  }

  @Override
  public URI toxiproxyUrl() {
    throw new UnsupportedOperationException("there is no Toxiproxy on the kernel network");
  }

  @Override
  public void expireIdle(String gateway) {
    forget(gateway, Forgetting.EXPIRED);
  }

  @Override
  public void reboot(String gateway) {
    forget(gateway, Forgetting.REBOOT);
  }

  /**
   * TCP takes its time to acknowledge. That isn't what a test means by the next segment, and a
   * connection that has been idle has it behind it.
   */
  private void awaitQuiet(String gateway) throws IOException {
    long deadline = System.nanoTime() + QUIET_NANOS;
    while (!tap.isQuiet(gateway) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(QUIET_POLL_NANOS);
    }
  }

  private void forget(String gateway, Forgetting cause) {
    try (Conntrack conntrack = Conntrack.of(hosts.of(gateway))) {
      awaitQuiet(gateway);
      tap.forget(gateway, conntrack, cause, topology.families());
    } catch (IOException e) {
      throw new UncheckedIOException(gateway + " can't be made to forget: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void renumber(String gateway, InetAddress address) {
    InetAddress before = publicAddress(gateway, AddressFamily.of(address)).orElseThrow();
    Topology changed =
        topology.toBuilder()
            .gateways(
                each ->
                    each.build().name().equals(Optional.of(gateway))
                        ? each.publicAddress(IpAddresses.text(address))
                        : each)
            .build();
    Plan changedPlan = Planner.plan(changed);
    try (Conntrack conntrack = Conntrack.of(hosts.of(gateway))) {
      awaitQuiet(gateway);
      recorder.record(at -> new AddressChanged(at, gateway, before, address));
      hosts.change(plan, changedPlan);
      tap.forget(
          gateway,
          conntrack,
          Forgetting.RENUMBERED,
          topology.nat64().isPresent() ? topology.families() : Set.of(AddressFamily.of(address)));
      tap.readdressed(changed);
    } catch (IOException e) {
      throw new UncheckedIOException(
          gateway + " can't be given another address: " + e.getMessage(), e);
    }
    plan = changedPlan;
    topology = changed;
  }

  @Override
  public Optional<InetAddress> publicAddress(String gateway, AddressFamily family) {
    return topology.gateways().stream()
        .filter(each -> each.name().equals(Optional.of(gateway)))
        .findFirst()
        .flatMap(each -> each.publicAddress(family));
  }

  // Packets -----------------------------------------------------------------------------------

  /**
   * Gives every packet to a listener from now on, until what is returned is closed or the network
   * is. {@link #settle} gives it what there is up to then.
   *
   * @throws IOException if the kernel refuses
   */
  public RawCapture capture(PacketListener listener) throws IOException {
    // Links of further client hosts come after these, and aren't captured.
    int links = topology.gateways().size() + 2;
    Plan captured = new Plan(plan.hosts(), plan.links().subList(0, links));
    RawCapture capture = new RawCapture(hosts, captured, topology.path().internet() + 1, listener);
    captures.add(capture);
    return capture;
  }

  // The end ----------------------------------------------------------------------------------

  @Override
  public void disconnect() {
    passivePorts.close();
  }

  @Override
  public void close() {
    captures.forEach(RawCapture::close);
    decoys.close();
    acceptors.close();
    tap.close();
    hosts.close();
  }
}
