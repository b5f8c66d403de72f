package dev.ftpnat;

import dev.ftpnat.internal.address.AddressBook;
import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.address.Names;
import dev.ftpnat.internal.capture.CaptureSink;
import dev.ftpnat.internal.capture.PcapngWriter;
import dev.ftpnat.internal.decoy.IntrudedNic;
import dev.ftpnat.internal.decoy.Intruders;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.kernel.KernelNetwork;
import dev.ftpnat.internal.kernel.Prerequisites;
import dev.ftpnat.internal.network.ClientNetwork;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.record.VirtualClock;
import dev.ftpnat.internal.server.EmbeddedFtpServer;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.internal.simulated.SimulatedNetwork;
import dev.ftpnat.internal.simulated.attach.NetworkGuard;
import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.internal.tls.ServerContexts;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The running parts of an {@link FtpNat}, started together and closed in the opposite order. */
final class Environment implements AutoCloseable {

  private static final String LOCALHOST = "localhost";

  private final Network network;
  private final Lease lease;
  private final VirtualClock clock = new VirtualClock();
  private final Recorder recorder = new Recorder(clock);
  private final SessionMatcher sessions = new SessionMatcher(recorder);
  private final WorkingDirectory directory;
  private final Optional<CaptureFile> packets;
  private final ClientNetwork client;
  private final Names names;
  private final Optional<Intruders> intruders;
  private final EmbeddedFtpServer server;
  private final Settling settling;
  private final Closer shutdown;
  private volatile boolean closed;

  private Environment(Topology described, Network network, Options options, Closer shutdown)
      throws IOException {
    this.network = network;
    this.shutdown = shutdown;
    lease = shutdown.closing(AddressBook.shared().lease(described));
    directory = shutdown.closing(WorkingDirectory.create());
    LoggedDirectory.create(lease.topology().server(), directory.home());
    packets = options.captures() ? Optional.of(startCapture(options)) : Optional.empty();
    if (network == Network.KERNEL) {
      KernelNetwork kernel = shutdown.closing(new KernelNetwork(lease, recorder, sessions));
      shutdown.closing(NetworkGuard.of(lease, kernel::isEntered, kernel::connecting));
      if (packets.isPresent()) {
        PcapngWriter capture = packets.get().packets().capture();
        CaptureSink.addLinks(capture, lease.topology());
        shutdown.closing(kernel.capture(capture::packet));
      }
      intruders = intruders(kernel);
      server = server(intruded(kernel), options);
      client = kernel;
    } else {
      SimulatedNetwork simulated =
          shutdown.closing(
              new SimulatedNetwork(
                  lease,
                  recorder,
                  sessions,
                  clock,
                  packets.map(CaptureFile::packets),
                  options.toxiproxy(),
                  options.seed(),
                  options.attachment() == Attachment.LOOPBACK));
      intruders = intruders(simulated);
      server = server(intruded(simulated), options);
      simulated.listenForControl(server::open);
      client = simulated;
    }
    names = new Names(lease, client::publicAddress);
    client.start();
    settling = shutdown.closing(new Settling(client, server, intruders, recorder));
    intruders.ifPresent(shutdown::closing);
    // Closed before the server, which may be waiting for an answer of the network.
    shutdown.closing(client::disconnect);
    // Before anything: that connections are cut when an environment ends isn't the network's doing.
    if (packets.isPresent()) {
      shutdown.closing(packets.get());
      // What has passed up to now is in it.
      shutdown.closing(client::settle);
    }
  }

  private Optional<Intruders> intruders(ClientNetwork network) {
    Topology topology = lease.topology();
    return topology.intruders().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Intruders(
                topology,
                lease.publicServerAddress(),
                host -> network.client(host).socketFactory(),
                recorder));
  }

  private ServerNic intruded(ServerNic card) {
    return intruders.<ServerNic>map(all -> new IntrudedNic(card, all)).orElse(card);
  }

  private CaptureFile startCapture(Options options) throws IOException {
    Path file =
        options.captureFile().isPresent()
            ? options.captureFile().get()
            : directory.path("packets.pcapng");
    return shutdown.closing(CaptureFile.create(file));
  }

  private EmbeddedFtpServer server(ServerNic card, Options options) throws IOException {
    Set<InetAddress> addresses = lease.addresses();
    List<String> known = List.of(lease.serverName());
    if (options.attachment() == Attachment.LOOPBACK) {
      addresses = new HashSet<>(addresses);
      addresses.add(Sockets.loopback());
      known = List.of(lease.serverName(), LOCALHOST);
    }
    return shutdown.closing(
        EmbeddedFtpServer.start(
            lease.topology().server(),
            directory.home(),
            new ServerContexts(addresses, known, packets.map(CaptureFile::random)),
            card,
            new TracingServerLog(recorder, sessions),
            options.words()));
  }

  /** Made when the first of all environments needs it. */
  static CertificateAuthority authority() {
    return CertificateAuthority.shared();
  }

  /**
   * What an environment is started with, beside its topology.
   *
   * @param captures whether packets are captured
   * @param captureFile where they go; empty for a temporary file
   * @param toxiproxy a Toxiproxy server; empty for the embedded one
   * @param seed what chance is drawn from
   * @param words what the server says instead of a reply's code and text
   * @param attachment how clients get onto it
   */
  record Options(
      boolean captures,
      Optional<Path> captureFile,
      Optional<URI> toxiproxy,
      long seed,
      UnaryOperator<String> words,
      Attachment attachment) {}

  /** Starts a topology on the network that was asked for. */
  static Environment start(Topology topology, Network wanted, Options options) {
    Network network = available(topology, wanted);
    ColdStart first = ColdStart.begin(network, topology.server().tls());
    try {
      return startNow(topology, network, options);
    } finally {
      first.await();
    }
  }

  /** Starts it on a network that is available, however cold the JVM is. */
  static Environment startNow(Topology topology, Network network, Options options) {
    Closer shutdown = new Closer();
    try {
      return new Environment(topology, network, options, shutdown);
    } catch (IOException e) {
      shutdown.close();
      throw new UncheckedIOException(
          "can't start the environment \"" + topology.name() + "\": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      shutdown.close();
      throw e;
    }
  }

  /** What is missing for the network; see {@link FtpNat.Builder#missing}. */
  static Optional<String> missing(Topology topology, Network wanted) {
    return wanted == Network.KERNEL ? Prerequisites.missing(topology) : Optional.empty();
  }

  private static Network available(Topology topology, Network wanted) {
    missing(topology, wanted)
        .ifPresent(
            what -> {
              throw new NetworkUnavailableException(what);
            });
    return wanted == Network.AUTO
        ? Prerequisites.missing(topology).isPresent() ? Network.SIMULATED : Network.KERNEL
        : wanted;
  }

  /** The address at which the client reaches the server now. */
  InetAddress host() {
    AddressFamily family = lease.topology().family();
    return host(family).or(() -> host(family.other())).orElseThrow();
  }

  /** The same of a family, if the server's side has any of it. */
  Optional<InetAddress> host(AddressFamily family) {
    return names.server(family);
  }

  /** What the name servers of the network have for a name; empty if it is nobody's. */
  List<InetAddress> addresses(String name) {
    Optional<InetSocketAddress> entrance = client.entrance();
    return entrance.isPresent() && name.equalsIgnoreCase(LOCALHOST)
        ? List.of(entrance.get().getAddress())
        : names.addresses(name);
  }

  /** Where clients connect to: where the server is on the network, or what leads there. */
  InetSocketAddress entrance() {
    return client
        .entrance()
        .orElseGet(
            () ->
                new InetSocketAddress(
                    host(),
                    lease
                        .topology()
                        .publicControlPort()
                        .orElse(lease.topology().server().controlPort())));
  }

  /** The name by which clients know the server, which is in its certificate. */
  String serverName() {
    return client.entrance().isPresent() ? LOCALHOST : lease.serverName();
  }

  /** Gives a gateway another public address. */
  void renumber(Gateway gateway, InetAddress address) {
    if (gateway.isClat()) {
      throw new IllegalArgumentException(
          "%s can't get the address %s: the address of a CLAT stays"
              .formatted(gateway.name().orElseThrow(), IpAddresses.text(address)));
    }
    AddressFamily family = AddressFamily.of(address);
    Optional<InetAddress> before = gateway.publicAddress(family);
    if (before.isEmpty()) {
      throw new IllegalArgumentException(
          "%s can't get the address %s: it has none of %s"
              .formatted(gateway.name().orElseThrow(), IpAddresses.text(address), family.text()));
    }
    lease.topology().gateways().stream()
        .filter(other -> !other.translates(family))
        .filter(other -> other.publicAddress(family).equals(before))
        .findFirst()
        .ifPresent(
            firewall -> {
              throw new IllegalArgumentException(
                  "%s can't get another public address: %s translates nothing and lets in what is for %s"
                      .formatted(
                          gateway.name().orElseThrow(),
                          firewall.name().orElseThrow(),
                          IpAddresses.text(before.get())));
            });
    Subnet inside = gateway.insideNetwork(family).orElseThrow();
    if (inside.contains(address)) {
      throw new IllegalArgumentException(
          "%s is in the inside network of %s, %s"
              .formatted(IpAddresses.text(address), gateway.name().orElseThrow(), inside));
    }
    lease.add(address);
    client.renumber(gateway.name().orElseThrow(), address);
  }

  /** Has the server say something that nobody has asked for. */
  int say(Reply reply) {
    return server.say(reply, "FtpNat.server().say(…)");
  }

  Network network() {
    return network;
  }

  Lease lease() {
    return lease;
  }

  Attachment attachment() {
    return client.entrance().isPresent() ? Attachment.LOOPBACK : Attachment.VIRTUAL;
  }

  /** Has everything recorded that has happened up to now. */
  void settle() {
    try {
      settling.await();
    } catch (IOException e) {
      throw new UncheckedIOException("can't find out what has happened on the network", e);
    }
  }

  Trace trace() {
    settle();
    return recorder.snapshot(lease.topology());
  }

  /** The packets that are captured, if any are. */
  Optional<CaptureFile> packets() {
    return packets;
  }

  /** Lets time pass for the gateways and the server. */
  void advance(Duration time) {
    Server described = lease.topology().server();
    boolean speaksInTime =
        described.personality() != ServerPersonality.FTPNAT || !described.script().isEmpty();
    if (speaksInTime) {
      // What has been said before has been heard before.
      settle();
    }
    client.advance(time);
    server.advance(time);
    if (speaksInTime) {
      // Whoever was waiting for it has something to say when it wakes.
      settle();
    }
  }

  WorkingDirectory directory() {
    return directory;
  }

  ClientNetwork client() {
    return client;
  }

  boolean isRunning() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
    shutdown.close();
  }
}
