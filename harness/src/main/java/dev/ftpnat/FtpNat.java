package dev.ftpnat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.internal.address.AddressBook;
import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.network.SimulatedNetwork;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.server.EmbeddedFtpServer;
import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Proxy;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
 * environment's addresses is in the simulated network; all other traffic is untouched. Code that
 * connects otherwise ({@code SocketChannel}, native code, other processes) uses {@link
 * #socksProxy}.
 *
 * <p>Instances are safe for use by several threads. Environments don't affect each other.
 */
public final class FtpNat implements AutoCloseable {

  private final Topology topology;
  private final SimulatedNetwork network;
  private final Recorder recorder;
  private final WorkingDirectory directory;
  private final Shutdown shutdown;

  private FtpNat(Topology described, Shutdown shutdown) throws IOException {
    this.shutdown = shutdown;
    Lease lease = shutdown.closing(AddressBook.shared().lease(described));
    topology = lease.topology();
    recorder = new Recorder();
    directory = shutdown.closing(WorkingDirectory.create());
    network = shutdown.closing(new SimulatedNetwork(lease, recorder));
    Set<Inet4Address> addresses = lease.addresses();
    EmbeddedFtpServer server =
        shutdown.closing(
            EmbeddedFtpServer.start(
                topology.server(),
                directory.home(),
                () -> authority().issueServer(addresses, List.of(network.serverName())),
                network,
                new RecordingCommandLog(recorder)));
    network.start(server.controlPort());
    // Closed before the server, which may be waiting for an answer of the network.
    shutdown.closing(network::disconnect);
  }

  /** Made when the first of all environments needs it. */
  private static CertificateAuthority authority() {
    return CertificateAuthority.shared();
  }

  /**
   * Starts the network of a scenario.
   *
   * @throws IllegalStateException if an address of it is pinned and in use by another environment
   * @throws UncheckedIOException if no loopback port or temporary directory can be had
   */
  public static FtpNat start(Scenario scenario) {
    Objects.requireNonNull(scenario, "scenario");
    return start(scenario.topology());
  }

  /**
   * Starts a network.
   *
   * @throws IllegalArgumentException if the topology contradicts itself
   * @throws IllegalStateException if an address of it is pinned and in use by another environment
   * @throws UncheckedIOException if no loopback port or temporary directory can be had
   */
  public static FtpNat start(Topology topology) {
    Objects.requireNonNull(topology, "topology");
    Shutdown shutdown = new Shutdown();
    try {
      return new FtpNat(topology, shutdown);
    } catch (IOException e) {
      shutdown.close();
      throw new UncheckedIOException(
          "can't start the environment \"" + topology.name() + "\": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      shutdown.close();
      throw e;
    }
  }

  /** The address at which the client reaches the server, for example {@code 203.0.113.7}. */
  public String host() {
    return network.publicServerAddress().getHostAddress();
  }

  /** The port of the FTP control connection; 21, or 990 with implicit TLS, unless pinned. */
  public int port() {
    return topology.server().controlPort();
  }

  /**
   * The server's name, which is in its certificate. No name service knows it: it is for clients
   * that leave resolving to {@link #socksProxy()}. Others use {@link #host()}.
   */
  public String hostName() {
    return network.serverName();
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
    return authority().clientContext();
  }

  /**
   * The authority that has signed the server's certificate; the same for all environments of a JVM.
   * The server's certificate is valid for every address and name of the environment.
   */
  public X509Certificate caCertificate() {
    return authority().certificate();
  }

  /** A file with {@link #caCertificate()} in PEM, as {@code curl --cacert} takes it. */
  public Path caPemFile() {
    return directory.file("ca.pem", () -> authority().pem().getBytes(US_ASCII));
  }

  /** A PKCS12 trust store with {@link #caCertificate()}; its password is {@code changeit}. */
  public Path caPkcs12File() {
    return directory.file("ca.p12", () -> authority().pkcs12("changeit".toCharArray()));
  }

  /**
   * The directory that the FTP user sees as {@code /}. Emptied and deleted with the environment.
   */
  public Path serverDirectory() {
    return directory.home();
  }

  /**
   * The gateways between client and server, in that order, with the addresses that they have here.
   */
  public List<Gateway> gateways() {
    List<Gateway> gateways = new ArrayList<>(topology.clientGateways());
    List<Gateway> fromServer = new ArrayList<>(topology.serverGateways());
    Collections.reverse(fromServer);
    gateways.addAll(fromServer);
    return List.copyOf(gateways);
  }

  /** The topology, with the names and addresses that it has here. */
  public Topology topology() {
    return topology;
  }

  /** What has happened up to now. */
  public Trace trace() {
    return recorder.snapshot();
  }

  /**
   * Makes sockets on this network. Not needed for code that uses {@code java.net.Socket} anyway;
   * useful where the JVM's {@code ProxySelector} isn't asked or belongs to somebody else.
   */
  public SocketFactory socketFactory() {
    return network.socketFactory();
  }

  /**
   * Makes listening sockets on this network, for active mode. Plain ones do as well, but what they
   * accept seems to come from 127.0.0.1, which clients reject that verify the peer of a data
   * connection; what these accept comes from the server.
   */
  public ServerSocketFactory serverSocketFactory() {
    return network.serverSocketFactory();
  }

  /**
   * A SOCKS 5 server on loopback through which anything reaches this network that can use one, for
   * example {@code curl --socks5-hostname}. It needs no authentication.
   */
  public Proxy socksProxy() {
    return network.socksProxy();
  }

  /**
   * Cuts all connections and ends the environment; its threads, sockets, addresses and files are
   * gone when this returns. Further calls do nothing.
   */
  @Override
  public void close() {
    shutdown.close();
  }

  /** For example {@code FtpNat[PRIVATE_IP_PASV at 203.0.113.7:21]}. */
  @Override
  public String toString() {
    return "FtpNat[" + topology.name() + " at " + host() + ":" + port() + "]";
  }
}
