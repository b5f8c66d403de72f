package dev.ftpnat.internal.simulated.attach;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.internal.io.DeadlineInput;
import dev.ftpnat.internal.io.RealPorts;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.simulated.routing.ConnectAnswer;
import dev.ftpnat.internal.simulated.routing.PendingConnection;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.trace.event.Outcome;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket side of the attachment: a SOCKS 5 server (RFC 1928, CONNECT without authentication) on
 * an ephemeral loopback port, through which client sockets reach the simulated network. It listens
 * from when it is first asked for, since its socket and thread are most of what a start would take.
 */
public final class SocksServer implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(SocksServer.class);

  /** A client that has connected here says what it wants at once, or never. */
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

  private static final long ACCEPT_PAUSE_NANOS = 5_000_000;

  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int NO_ACCEPTABLE_METHODS = 0xff;
  private static final int CONNECT = 1;
  private static final int ADDRESS_IPV4 = 1;
  private static final int ADDRESS_NAME = 3;
  private static final int ADDRESS_IPV6 = 4;
  private static final int IPV6_BYTES = 16;

  private static final int SUCCEEDED = 0;
  private static final int GENERAL_FAILURE = 1;
  private static final int NETWORK_UNREACHABLE = 3;
  private static final int HOST_UNREACHABLE = 4;
  private static final int REFUSED = 5;
  private static final int TTL_EXPIRED = 6;
  private static final int COMMAND_NOT_SUPPORTED = 7;
  private static final int ADDRESS_TYPE_NOT_SUPPORTED = 8;

  /** What the server does with a client's wish. */
  public interface Network {

    /** The address of a host name of the simulated network. */
    Optional<InetAddress> resolve(String name);

    /**
     * How it refuses a connection from the client to an IPv6 address, where nothing has one; empty
     * on a network of IPv6.
     */
    Optional<Outcome> refuse(Inet6Address target, int port);

    /** Tries to open a connection from the client. */
    ConnectAnswer connect(Socket client, Endpoint target) throws IOException;
  }

  /** Where nobody listens: connections to it are refused. */
  private static final Proxy CLOSED =
      new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(Sockets.loopback(), 0));

  private final Executor threads;
  private final Network network;
  private final Duration handshakeLimit;

  /** Those that are being served here; a connection that is established is the network's. */
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

  /** Where clients want to go that don't say so by SOCKS, by their real source ports. */
  private final Map<Integer, Endpoint> expected = new ConcurrentHashMap<>();

  /** Empty until it is asked for. */
  private Optional<ServerSocket> listener = Optional.empty();

  private volatile boolean closed;

  public SocksServer(Executor threads, Network network) {
    this(threads, network, HANDSHAKE_LIMIT);
  }

  public SocksServer(Executor threads, Network network, Duration handshakeLimit) {
    this.threads = threads;
    this.network = network;
    this.handshakeLimit = handshakeLimit;
  }

  /**
   * A client is about to connect from this port of loopback that speaks no SOCKS: it is led to the
   * target at once.
   */
  public void expect(int realPort, Endpoint target) {
    expected.put(realPort, target);
  }

  /** It won't come. */
  public void expectNoMore(int realPort) {
    expected.remove(realPort);
  }

  /**
   * How client code is pointed here. After {@link #close} connections to it are refused.
   *
   * @throws UncheckedIOException if the machine has no socket left to listen on
   */
  public synchronized Proxy proxy() {
    if (listener.isEmpty()) {
      if (closed) {
        return CLOSED;
      }
      listener = Optional.of(open());
    }
    return new Proxy(Proxy.Type.SOCKS, listener.get().getLocalSocketAddress());
  }

  private ServerSocket open() {
    ServerSocket opened;
    try {
      opened = Sockets.listen();
    } catch (IOException e) {
      throw new UncheckedIOException("can't listen for clients on loopback: " + e.getMessage(), e);
    }
    RealPorts.shared().add(opened.getLocalPort());
    try {
      threads.execute(() -> acceptAll(opened));
    } catch (RuntimeException | Error e) {
      close(opened);
      throw e;
    }
    return opened;
  }

  @Override
  public synchronized void close() {
    closed = true;
    listener.ifPresent(SocksServer::close);
    clients.forEach(Sockets::close);
  }

  private static void close(ServerSocket listener) {
    RealPorts.shared().remove(listener.getLocalPort());
    Sockets.close(listener);
  }

  /**
   * Whoever has accepted a client serves it as well, since nobody else would have it sooner. The
   * next one is accepted by another thread.
   */
  private void acceptAll(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        try {
          threads.execute(() -> acceptAll(listener));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
          // The network is closing, or the machine has no thread left for this one.
          Sockets.close(client);
          continue;
        }
        serve(client);
        return;
      } catch (IOException e) {
        // Closed, or a connection that went away before it was accepted, or no descriptor is left;
        // the pause keeps the last of these from taking the whole processor.
        LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
      }
    }
  }

  void serve(Socket client) {
    Optional<PendingConnection> established = Optional.empty();
    clients.add(client);
    try {
      if (!closed) {
        Sockets.prepareAccepted(client);
        Endpoint target = expected.remove(client.getPort());
        established =
            target == null ? negotiate(client) : network.connect(client, target).connection();
      }
    } catch (IOException e) {
      // The client went away or didn't speak SOCKS in time: its connection is all that is lost.
    } finally {
      clients.remove(client);
      if (established.isEmpty()) {
        Sockets.close(client);
      }
    }
    established.ifPresent(PendingConnection::proceed);
  }

  private Optional<PendingConnection> negotiate(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(new DeadlineInput(client, handshakeLimit));
    OutputStream out = client.getOutputStream();
    if (in.readUnsignedByte() != VERSION) {
      return Optional.empty();
    }
    byte[] methods = in.readNBytes(in.readUnsignedByte());
    if (new String(methods, US_ASCII).indexOf(NO_AUTHENTICATION) < 0) {
      out.write(new byte[] {VERSION, (byte) NO_ACCEPTABLE_METHODS});
      return Optional.empty();
    }
    out.write(new byte[] {VERSION, NO_AUTHENTICATION});

    if (in.readUnsignedByte() != VERSION) {
      return Optional.empty();
    }
    int command = in.readUnsignedByte();
    in.readUnsignedByte();
    int addressType = in.readUnsignedByte();
    Optional<InetAddress> address;
    Optional<Inet6Address> ipv6 = Optional.empty();
    switch (addressType) {
      case ADDRESS_IPV4 -> address = Optional.of(Ipv4.ofBits(in.readInt()));
      case ADDRESS_NAME -> {
        String name = new String(in.readNBytes(in.readUnsignedByte()), US_ASCII);
        address = network.resolve(name);
      }
      case ADDRESS_IPV6 -> {
        InetAddress named = InetAddress.getByAddress(in.readNBytes(IPV6_BYTES));
        // A mapped address comes as the IPv4 address that it is.
        address = Optional.of(named);
        ipv6 =
            Optional.of(named).filter(Inet6Address.class::isInstance).map(Inet6Address.class::cast);
      }
      default -> {
        reply(out, ADDRESS_TYPE_NOT_SUPPORTED);
        return Optional.empty();
      }
    }
    int port = in.readUnsignedShort();
    if (command != CONNECT) {
      reply(out, COMMAND_NOT_SUPPORTED);
      return Optional.empty();
    }
    Optional<Outcome> refusal = ipv6.flatMap(target -> network.refuse(target, port));
    if (refusal.isPresent()) {
      Outcome outcome = refusal.get();
      reply(out, outcome == Outcome.UNREACHABLE ? NETWORK_UNREACHABLE : code(outcome));
      return Optional.empty();
    }
    if (address.isEmpty()) {
      reply(out, HOST_UNREACHABLE);
      return Optional.empty();
    }
    client.setSoTimeout(0);
    ConnectAnswer answer = connect(client, new Endpoint(address.get(), port), out);
    try {
      reply(out, code(answer.outcome()));
    } catch (IOException e) {
      answer.connection().ifPresent(PendingConnection::abandon);
      throw e;
    }
    return answer.connection();
  }

  private static int code(Outcome outcome) {
    return switch (outcome) {
      case ESTABLISHED -> SUCCEEDED;
      case REFUSED -> REFUSED;
      case UNREACHABLE -> HOST_UNREACHABLE;
      case DROPPED -> TTL_EXPIRED;
    };
  }

  private ConnectAnswer connect(Socket client, Endpoint target, OutputStream out)
      throws IOException {
    try {
      return network.connect(client, target);
    } catch (IOException | RuntimeException e) {
      if (!client.isClosed()) {
        LOGGER.warn("The connection to {} can't be made on this machine", target, e);
        reply(out, GENERAL_FAILURE);
      }
      throw e;
    }
  }

  private static void reply(OutputStream out, int code) throws IOException {
    out.write(new byte[] {VERSION, (byte) code, 0, ADDRESS_IPV4, 0, 0, 0, 0, 0, 0});
  }
}
