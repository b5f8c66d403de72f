package dev.ftpnat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.Environment.Options;
import dev.ftpnat.internal.network.ThreadAttachment;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A running environment: an FTP server, the gateways of a {@link Topology} in front of it, and the
 * client's end of the network, which is this JVM.
 *
 * <pre>{@code
 * try (FtpNat nat = FtpNat.start(Scenario.PRIVATE_IP_PASV)) {
 *   Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
 *   client.connect(nat.host(), nat.port());
 *   client.login(nat.username(), nat.password());
 *   ...
 * }
 * }</pre>
 *
 * <p>While it runs, every {@code java.net.Socket} of this JVM that connects to one of the
 * environment's addresses, or to an endpoint that a reply of its server has named, is in the
 * simulated network; all other traffic is untouched. So is every channel of {@code java.nio} where
 * {@link ChannelAttachment} is installed, as the JUnit extension does it. Code that connects
 * otherwise (native code, other processes) uses {@link #socksProxy}, {@link Attachment#LOOPBACK},
 * or the {@linkplain Network#KERNEL kernel network}, on which the thread that starts the
 * environment is, and threads that it starts; see {@link #enter}.
 *
 * <p>Instances are safe for use by several threads. Environments don't affect each other.
 */
public final class FtpNat implements AutoCloseable {

  private static final Duration LONGEST_ADVANCE = Duration.ofDays(366);

  private final Environment environment;
  private final Topology topology;
  private final Optional<ThreadAttachment> visit;
  private final Thread starter;

  private FtpNat(Environment environment, Optional<ThreadAttachment> visit) {
    this.environment = environment;
    this.topology = environment.lease().topology();
    this.visit = visit;
    this.starter = Thread.currentThread();
  }

  /**
   * Starts the network of a scenario; the same as {@code builder(scenario).start()}.
   *
   * @throws NetworkUnavailableException if the system property {@value Network#PROPERTY} asks for
   *     the kernel network, which can't be had
   * @throws IllegalStateException if an address of it is pinned and in use by another environment
   * @throws UncheckedIOException if no loopback port or temporary directory can be had
   */
  public static FtpNat start(Scenario scenario) {
    return builder(scenario).start();
  }

  /**
   * Starts a network; the same as {@code builder(topology).start()}.
   *
   * @throws NetworkUnavailableException if the system property {@value Network#PROPERTY} asks for
   *     the kernel network, which can't be had
   * @throws IllegalArgumentException if the topology contradicts itself
   * @throws IllegalStateException if an address of it is pinned and in use by another environment
   * @throws UncheckedIOException if no loopback port or temporary directory can be had
   */
  public static FtpNat start(Topology topology) {
    return builder(topology).start();
  }

  /** A builder for an environment of a scenario. */
  public static Builder builder(Scenario scenario) {
    Objects.requireNonNull(scenario, "scenario");
    return builder(scenario.topology());
  }

  /** A builder for an environment of any topology. */
  public static Builder builder(Topology topology) {
    return new Builder(Objects.requireNonNull(topology, "topology"));
  }

  /**
   * The address at which the client reaches the server, for example {@code 203.0.113.7} or {@code
   * 2001:db8:7:1::7}; with {@link Attachment#LOOPBACK} it is {@code 127.0.0.1}.
   */
  public String host() {
    return IpAddresses.text(environment.entrance().getAddress());
  }

  /**
   * The address of {@link #host()} as the record has it. It is another one only with {@link
   * Attachment#LOOPBACK}: the network's own, for example {@code 203.0.113.7}.
   */
  public String networkHost() {
    return IpAddresses.text(environment.host());
  }

  /**
   * The same of a family of addresses; {@link #host()} has that of the family that the {@linkplain
   * Topology#family() topology is about}.
   *
   * @throws IllegalArgumentException if the server has no address of it
   */
  public String host(AddressFamily family) {
    if (attachment() == Attachment.LOOPBACK && family == AddressFamily.IPV4) {
      return host();
    }
    return environment
        .host(family)
        .map(IpAddresses::text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the server of %s has no address of %s, but of %s"
                        .formatted(topology.name(), family.text(), topology.serverFamilies())));
  }

  /**
   * The port at which the client reaches the server's control connection: 21, or 990 with implicit
   * TLS, unless the server has another one or a gateway forwards another one to it; then that of
   * the outermost gateway. See {@link Topology#publicControlPort()}. If no gateway leads to the
   * server's control port, it is that port, and to connect to it fails. With {@link
   * Attachment#LOOPBACK} it is the port of loopback that leads there.
   */
  public int port() {
    return environment.entrance().getPort();
  }

  /**
   * The server's name, which is in its certificate. No name service knows it: it is for clients
   * that leave resolving to {@link #socksProxy()} or to {@link #resolve}. Others use {@link
   * #host()}. With {@link Attachment#LOOPBACK} it is {@code localhost}.
   */
  public String hostName() {
    return environment.serverName();
  }

  /**
   * The addresses that the network's name servers have for a name, for clients that can be given a
   * resolver of names (OkHttp's {@code Dns}, Netty's {@code AddressResolver}). They know {@link
   * #hostName()} and {@code ipv4only.arpa}, and nobody outside is asked. First come the addresses
   * of the family that the {@linkplain Topology#family() topology is about}.
   *
   * <p>Behind a NAT64 they do DNS64 (RFC 6147): the server, which has IPv4 alone, has its address
   * embedded in the prefix too, as in {@code 64:ff9b::cb00:7107}. So has {@code ipv4only.arpa} its
   * two, 192.0.0.170 and 192.0.0.171, by which clients find out the prefix (RFC 7050).
   *
   * @param name a name, or a literal, which is its own address
   * @throws UnknownHostException if the name is nobody's here
   */
  public List<InetAddress> resolve(String name) throws UnknownHostException {
    List<InetAddress> addresses = environment.addresses(name);
    if (addresses.isEmpty()) {
      throw new UnknownHostException(
          "%s: nobody has this name in the environment \"%s\", where the server is %s"
              .formatted(name, topology.name(), hostName()));
    }
    return addresses;
  }

  /** Who may log in. */
  public String username() {
    return topology.server().username();
  }

  /** With which password. */
  public String password() {
    return topology.server().password();
  }

  /** A TLS context for clients, which trusts {@link #caCertificate()} and nothing else. */
  public SSLContext clientSslContext() {
    return Environment.authority().clientContext();
  }

  /**
   * The authority that has signed the server's certificate; the same for all environments of a JVM.
   * The server's certificate is valid for every address and name of the environment.
   */
  public X509Certificate caCertificate() {
    return Environment.authority().certificate();
  }

  /** A file with {@link #caCertificate()} in PEM, as {@code curl --cacert} takes it. */
  public Path caPemFile() {
    return environment
        .directory()
        .file("ca.pem", () -> Environment.authority().pem().getBytes(US_ASCII));
  }

  /** A PKCS12 trust store with {@link #caCertificate()}; its password is {@code changeit}. */
  public Path caPkcs12File() {
    return environment
        .directory()
        .file("ca.p12", () -> Environment.authority().pkcs12("changeit".toCharArray()));
  }

  /**
   * The directory that the FTP user sees as {@code /}. Emptied and deleted with the environment,
   * also if tests or clients have taken permissions away from it.
   */
  public Path serverDirectory() {
    return environment.directory().home();
  }

  /**
   * The gateways between client and server, in that order, with the addresses that they have here.
   */
  public List<Gateway> gateways() {
    return topology.gateways();
  }

  /**
   * A gateway as it runs, by its name.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public RunningGateway gateway(String name) {
    return gateways().stream()
        .filter(gateway -> gateway.name().equals(Optional.of(name)))
        .findFirst()
        .map(gateway -> new RunningGateway(environment, gateway))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no gateway \"" + name + "\" here, but: " + gatewayNames()));
  }

  /**
   * The only gateway, as it runs.
   *
   * @throws IllegalStateException if there are more, or none
   */
  public RunningGateway gateway() {
    if (gateways().size() != 1) {
      throw new IllegalStateException(
          gateways().isEmpty()
              ? "there is no gateway in " + topology().name()
              : "there are several gateways. Name the one that is meant, gateway(name): "
                  + gatewayNames());
    }
    return new RunningGateway(environment, gateways().get(0));
  }

  /**
   * A further client host, by its name, as it runs. The client at the end of the topology is where
   * everything is that isn't told to be on another host.
   *
   * @throws IllegalArgumentException if the topology has none of this name
   */
  public RunningClient client(String name) {
    return new RunningClient(environment, topology.clientHost(name));
  }

  /** The server, as it runs. */
  public RunningServer server() {
    return new RunningServer(environment);
  }

  private String gatewayNames() {
    return gateways().isEmpty()
        ? "none"
        : gateways().stream()
            .map(gateway -> '"' + gateway.name().orElseThrow() + '"')
            .collect(Collectors.joining(", "));
  }

  /**
   * Lets time pass on the network without waiting for it. Meanwhile transfers go on, so data
   * connections are not idle, and nothing else happens: idle time-outs, pinholes and whatever else
   * lasts for a time may come to their end. Six minutes of a long transfer are {@code
   * advance(Duration.ofMinutes(6))}.
   *
   * <p>It is the time of the gateways, of {@linkplain dev.ftpnat.script.Reply#delayed scripted
   * replies}, and of a server with a {@linkplain dev.ftpnat.topology.ServerPersonality
   * personality}: what it waits for as long is over at once, and has been answered or given up when
   * this returns. Waits of the client and of a server without one, and connects that nobody
   * answers, take as long as ever.
   *
   * @throws IllegalArgumentException if the time is negative, or longer than a year
   * @throws UnsupportedOperationException on the kernel network if there is a gateway, whose time
   *     is the machine's
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time can't go back by " + time.negated());
    }
    if (time.compareTo(LONGEST_ADVANCE) > 0) {
      throw new IllegalArgumentException(
          "time can't go on by " + time + " at once: take a year at most, " + LONGEST_ADVANCE);
    }
    environment.advance(time);
  }

  /** How clients get onto the network. */
  public Attachment attachment() {
    return environment.attachment();
  }

  /** What the network is made of: {@link Network#SIMULATED} or {@link Network#KERNEL}. */
  public Network network() {
    return environment.network();
  }

  /** Whether it hasn't been closed. */
  public boolean isRunning() {
    return environment.isRunning();
  }

  /** The topology, with the names and addresses that it has here. */
  public Topology topology() {
    return topology;
  }

  /**
   * What has happened up to now. What is under way by itself, like the end of a connection that the
   * client has just closed and what the server makes of it, is waited for, for a moment; a client
   * that is waiting for something isn't.
   */
  public Trace trace() {
    return environment.trace();
  }

  /**
   * A client of Toxiproxy for this network: an embedded server of its HTTP API runs from the first
   * call to the end of the environment. The links are there as proxies, whose toxics act on
   * connections that are open and on those to come:
   *
   * <ul>
   *   <li>{@code data}: all data connections.
   *   <li>{@code control}: all control connections, between the client and the first gateway, or
   *       the server if there is none.
   *   <li>{@code control-after-server-NAT} and the like: control connections behind a gateway, seen
   *       from the client. It makes a difference to an ALG whether a segment is cut up before it or
   *       behind it.
   * </ul>
   *
   * Upstream is towards the server, whoever opened the connection. A disabled link refuses
   * connections and cuts those that are open. Other proxies that are created are TCP proxies on
   * loopback.
   *
   * @throws UncheckedIOException if the server can't be started
   * @throws UnsupportedOperationException on the kernel network
   */
  public ToxiproxyClient toxiproxy() {
    try {
      return environment.client().toxiproxy();
    } catch (IOException e) {
      throw new UncheckedIOException("can't start the Toxiproxy server", e);
    }
  }

  /**
   * Where the Toxiproxy server of {@link #toxiproxy()} is, for clients of its HTTP API in other
   * languages; for example {@code http://127.0.0.1:40123}.
   *
   * @throws UncheckedIOException if the server can't be started
   * @throws UnsupportedOperationException on the kernel network
   */
  public URI toxiproxyUrl() {
    try {
      return environment.client().toxiproxyUrl();
    } catch (IOException e) {
      throw new UncheckedIOException("can't start the Toxiproxy server", e);
    }
  }

  /**
   * Writes the packets that were captured up to now, in pcapng format, for Wireshark: those of each
   * link between two neighbours of client, gateways and server, with the addresses that they have
   * there. The keys of TLS connections are in the file, so Wireshark shows what they carry. Of a
   * large transfer only the beginning is captured, and the headers of the rest.
   *
   * <p>The simulation has no packets. These are what TCP would have made of the bytes that passed.
   * On the kernel network they are the real ones, without keys.
   *
   * @param file is replaced if it is there
   * @throws IllegalStateException if none were to be captured, see {@link Builder#capture()}; or if
   *     the environment is closed and they are gone with it, see {@link Builder#captureTo}
   * @throws UncheckedIOException if it can't be written
   */
  public void writePcapng(Path file) {
    environment.settle();
    environment
        .packets()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no packets were captured. Start the environment with"
                        + " FtpNat.builder(...).capture().start()."))
        .copyTo(file);
  }

  /** Whether packets are captured, so that {@link #writePcapng} has something to write. */
  public boolean isCapturing() {
    return environment.packets().isPresent();
  }

  /**
   * Makes sockets on this network. Not needed for code that uses {@code java.net.Socket} anyway;
   * useful where the JVM's {@code ProxySelector} isn't asked or belongs to somebody else.
   */
  public SocketFactory socketFactory() {
    return environment.client().socketFactory();
  }

  /**
   * Makes listening sockets on this network, for active mode. Plain ones do as well, but what they
   * accept seems to come from 127.0.0.1, which clients reject that verify the peer of a data
   * connection; what these accept comes from the server.
   */
  public ServerSocketFactory serverSocketFactory() {
    return environment.client().serverSocketFactory();
  }

  /**
   * A SOCKS 5 server on loopback through which anything reaches this network that can use one, for
   * example {@code curl --socks5-hostname}. It needs no authentication. A process that doesn't use
   * it connects to the real network, whatever has the address there; the guide's page on clients
   * says how to lead those here that know no proxy. On the kernel network, where nothing needs it,
   * {@link Proxy#NO_PROXY}.
   *
   * @throws UncheckedIOException if it doesn't listen yet and the machine has no socket left for it
   */
  public Proxy socksProxy() {
    return environment.client().socksProxy();
  }

  /**
   * Moves the calling thread onto the network, until it closes what is returned. Threads that it
   * starts meanwhile are there too, for as long as they live. On the {@linkplain Network#SIMULATED
   * simulated} network every thread is there anyway, and this does nothing.
   *
   * <p>The thread that starts an environment need not do this, nor need tests of the JUnit
   * extension.
   *
   * @throws IllegalStateException if the calling thread is a virtual one, which can't be moved
   */
  public ClientThread enter() {
    return environment.client().enter()::close;
  }

  /**
   * Runs a command on the client's host, wherever the calling thread is, and waits for its end, for
   * 60 s at most. There is nothing on its standard input, and what it leaves running ends with it.
   * {@link #command} has other settings.
   *
   * @param command the program and its arguments; no shell is involved
   * @throws UnsupportedOperationException on the {@linkplain Network#SIMULATED simulated} network
   * @throws UncheckedIOException if it can't be started, or the environment is closed
   * @throws CommandTimeoutException if it doesn't end in time; it has what the command had written
   */
  public CommandResult exec(String... command) {
    return command(command).run();
  }

  /**
   * A command that can run on the client's host, with its time-out, environment, working directory
   * and standard input as settings.
   *
   * @param command the program and its arguments; no shell is involved
   * @throws IllegalArgumentException if there is no program
   */
  public ClientCommand command(String... command) {
    return new ClientCommand(environment.client(), List.of(command));
  }

  /**
   * Cuts all connections and ends the environment; its threads, sockets, addresses and files are
   * gone when this returns. Further calls do nothing.
   */
  @Override
  public void close() {
    if (starter == Thread.currentThread()) {
      visit.ifPresent(ThreadAttachment::close);
    }
    environment.close();
  }

  /** For example {@code FtpNat[PRIVATE_IP_PASV at 203.0.113.7:21]}. */
  @Override
  public String toString() {
    String host = host().contains(":") ? "[" + host() + "]" : host();
    return "FtpNat[" + topology.name() + " at " + host + ":" + port() + "]";
  }

  /** Collects what an environment is started with, beside its topology. */
  public static final class Builder {

    private final Topology topology;
    private Optional<Network> network = Optional.empty();
    private boolean detached;
    private boolean captures;
    private Optional<Path> captureFile = Optional.empty();
    private Optional<URI> toxiproxy = Optional.empty();
    private OptionalLong seed = OptionalLong.empty();
    private Optional<Attachment> attachment = Optional.empty();
    private UnaryOperator<String> words = UnaryOperator.identity();

    private Builder(Topology topology) {
      this.topology = topology;
    }

    /**
     * Sets what the network is made of; by default what the system property {@code ftpnat.network}
     * says ({@code simulated}, {@code kernel} or {@code auto}), else {@link Network#SIMULATED}.
     */
    public Builder network(Network newNetwork) {
      network = Optional.of(Objects.requireNonNull(newNetwork, "network"));
      return this;
    }

    /**
     * Leaves the calling thread where it is, also on the kernel network; see {@link
     * FtpNat#enter()}.
     */
    public Builder detached() {
      detached = true;
      return this;
    }

    /** Captures packets, for {@link FtpNat#writePcapng(Path)}. By default none are. */
    public Builder capture() {
      captures = true;
      return this;
    }

    /**
     * Captures packets into this file, which is written as they pass: it can be read at any time,
     * and after a crash of the JVM. It replaces a file that is there, and stays.
     */
    public Builder captureTo(Path file) {
      captures = true;
      captureFile = Optional.of(Objects.requireNonNull(file, "file"));
      return this;
    }

    /**
     * Leads the links through a Toxiproxy server that runs on this machine, instead of the embedded
     * one. {@link FtpNat#toxiproxy()} is a client of it then. It serves one environment at a time.
     * There are no toxics on the {@linkplain Network#KERNEL kernel network}: {@link #start} refuses
     * that, and {@link Network#AUTO} becomes the simulated one.
     *
     * @param url for example {@code http://localhost:8474}
     * @throws IllegalArgumentException if that isn't the URL of a server on loopback
     */
    public Builder toxiproxy(String url) {
      toxiproxy = Optional.of(ToxiproxyUrl.parse(Objects.requireNonNull(url, "url")));
      return this;
    }

    /**
     * Sets what chance is drawn from: the jitter, the sizes and the toxicity of toxics. By default
     * it is always the same, so that runs repeat. As there are no toxics on the {@linkplain
     * Network#KERNEL kernel network}, {@link #start} refuses it there, and {@link Network#AUTO}
     * becomes the simulated one.
     */
    public Builder seed(long newSeed) {
      seed = OptionalLong.of(newSeed);
      return this;
    }

    /**
     * Sets how clients get onto the network; by default {@link Attachment#VIRTUAL}. {@link
     * Attachment#LOOPBACK} is for the simulated network: on the {@linkplain Network#KERNEL kernel
     * network} {@link #start} refuses it, and {@link Network#AUTO} becomes the simulated one.
     */
    public Builder attachment(Attachment newAttachment) {
      attachment = Optional.of(Objects.requireNonNull(newAttachment, "attachment"));
      return this;
    }

    private boolean isOnLoopback() {
      return attachment.equals(Optional.of(Attachment.LOOPBACK));
    }

    /** Lets the server say something else than a reply's code and text; for the harness's tests. */
    Builder saying(UnaryOperator<String> newWords) {
      words = newWords;
      return this;
    }

    /**
     * What is missing for the network that was asked for, and how to get it, in a line; empty if
     * {@link #start} can have it. Always empty for {@link Network#SIMULATED} and {@link
     * Network#AUTO}.
     */
    public Optional<String> missing() {
      return missingOnLoopback().or(() -> Environment.missing(topology, wanted()));
    }

    private Network wanted() {
      Network asked = network.orElseGet(Network::byDefault);
      boolean wantsToxics = toxiproxy.isPresent() || seed.isPresent();
      return asked == Network.AUTO && (wantsToxics || isOnLoopback()) ? Network.SIMULATED : asked;
    }

    /** Why there is no loopback attachment, if one was asked for. */
    private Optional<String> missingOnLoopback() {
      boolean ipv4 =
          topology.clientFamilies().contains(AddressFamily.IPV4)
              && topology.serverFamilies().contains(AddressFamily.IPV4);
      return isOnLoopback() && !ipv4
          ? Optional.of(
              "the loopback attachment is of IPv4, and \"%s\" has none at one end at least"
                  .formatted(topology.name()))
          : Optional.empty();
    }

    private void checkAttachment() {
      if (isOnLoopback() && wanted() == Network.KERNEL) {
        throw new IllegalArgumentException(
            "attachment(Attachment.LOOPBACK) does nothing on the kernel network, where any program"
                + " gets to the server's own address. Leave it out, or take"
                + " network(Network.SIMULATED).");
      }
      missingOnLoopback()
          .ifPresent(
              what -> {
                throw new IllegalArgumentException(
                    what + ". Leave out attachment(Attachment.LOOPBACK).");
              });
    }

    private void refuseToxicsOnTheKernel() {
      if (wanted() == Network.KERNEL && (toxiproxy.isPresent() || seed.isPresent())) {
        String setting =
            toxiproxy.map(url -> "toxiproxy(\"" + url + "\")").orElse("seed(" + longSeed() + ")");
        String asked =
            network.isPresent()
                ? "network(Network.KERNEL)"
                : "the system property " + Network.PROPERTY + "=kernel";
        throw new IllegalArgumentException(
            ("%s does nothing on the kernel network, which has no toxics, and %s asks for that. Leave"
                    + " out %s, or take network(Network.SIMULATED).")
                .formatted(setting, asked, toxiproxy.isPresent() ? "toxiproxy" : "seed"));
      }
    }

    private long longSeed() {
      return seed.orElse(1);
    }

    /**
     * Starts the environment. On the kernel network, the calling thread is moved onto it until it
     * closes the environment.
     *
     * @throws NetworkUnavailableException if the kernel network was asked for and can't be had
     * @throws IllegalArgumentException if the topology contradicts itself, or if a setting does
     *     nothing on the network: {@link #toxiproxy}, {@link #seed} or {@link Attachment#LOOPBACK}
     *     on the kernel's, or the last where an end has no IPv4
     * @throws IllegalStateException if an address of it is pinned and in use by another environment
     * @throws UncheckedIOException if no loopback port or temporary directory can be had
     */
    public FtpNat start() {
      refuseToxicsOnTheKernel();
      checkAttachment();
      Environment environment =
          Environment.start(
              topology,
              wanted(),
              new Options(
                  captures,
                  captureFile,
                  toxiproxy,
                  longSeed(),
                  words,
                  attachment.orElse(Attachment.VIRTUAL)));
      try {
        return new FtpNat(
            environment, detached ? Optional.empty() : Optional.of(environment.client().enter()));
      } catch (RuntimeException | Error e) {
        environment.close();
        throw e;
      }
    }
  }
}
