package dev.ftpnat.waysout;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Patience;
import dev.ftpnat.internal.io.DelegatingSocket;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.waysout.Behaviour.Mode;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The sockets of a client whose {@link Behaviour} is a value, and what it takes for its address.
 */
final class ScriptedSockets {

  /** Less than any stack takes by itself. */
  private static final int CONNECT_MILLIS = (int) Patience.of(Duration.ofMillis(1_500)).toMillis();

  /** The host of clients that are beside the server. */
  private static final String INSIDE = "inside";

  private static final int RECEIVE_BUFFER = 65_536;

  private final FtpNat nat;
  private final Behaviour does;
  private final List<Closeable> open = new ArrayList<>();
  private SSLContext context;
  private Socket wire;

  ScriptedSockets(FtpNat nat, Behaviour does) {
    this.nat = nat;
    this.does = does;
  }

  private SocketFactory sockets() {
    return does.does(Habit.IS_BESIDE_THE_SERVER)
        ? nat.client(INSIDE).socketFactory()
        : nat.socketFactory();
  }

  private ServerSocketFactory listeners() {
    return does.does(Habit.IS_BESIDE_THE_SERVER)
        ? nat.client(INSIDE).serverSocketFactory()
        : nat.serverSocketFactory();
  }

  /** Connects to the server, or where it takes that to be. */
  Socket control() throws IOException {
    wire = connect(server());
    return wire;
  }

  /** The control connection, below TLS. */
  Socket wire() {
    return wire;
  }

  private InetSocketAddress server() {
    return new InetSocketAddress(host(), does.does(Habit.WRONG_PORT) ? 2121 : nat.port());
  }

  private String host() {
    if (does.does(Habit.WRONG_HOST)) {
      return Provocations.NOBODY;
    }
    if (does.does(Habit.OTHER_FAMILY)) {
      return nat.host(nat.topology().family().other());
    }
    return does.does(Habit.GOES_DIRECTLY) ? nat.client(INSIDE).host() : nat.host();
  }

  Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = sockets().createSocket();
    opened(socket);
    socket.setTcpNoDelay(true);
    // Or Linux lets it grow until a whole download is in it, whatever the client reads.
    socket.setReceiveBufferSize(RECEIVE_BUFFER);
    socket.connect(address, CONNECT_MILLIS);
    socket.setSoTimeout((int) does.patience().toMillis());
    return socket;
  }

  ServerSocket listen() throws IOException {
    return listeners().createServerSocket(0);
  }

  int closedPort() throws IOException {
    try (ServerSocket closed = listen()) {
      return closed.getLocalPort();
    }
  }

  /** Will be closed with the others. */
  Socket opened(Socket socket) {
    open.add(socket);
    return socket;
  }

  void close() {
    for (Closeable closeable : open) {
      try {
        closeable.close();
      } catch (IOException e) {
        // It was to be closed.
      }
    }
    open.clear();
  }

  // TLS ---------------------------------------------------------------------------------------

  SSLSocket secured(Socket socket) throws IOException {
    if (!does.does(Habit.RESUMES) || socket == wire) {
      context = nat.clientSslContext();
    }
    if (does.does(Habit.DISTRUSTS)) {
      try {
        context = SSLContext.getDefault();
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
    boolean leavesItOpen = socket == wire && does.does(Habit.SENDS_CCC);
    SSLSocket secure =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(resumable(socket), nat.host(), wire.getPort(), !leavesItOpen);
    open.add(secure);
    if (does.does(Habit.OFFERS_OLD_TLS)) {
      secure.setEnabledProtocols(new String[] {"TLSv1.2"});
    }
    secure.setUseClientMode(true);
    secure.startHandshake();
    if (does.does(Habit.DISTRUSTS_SILENTLY)) {
      secure.close();
      throw new IOException("The certificate isn't trusted.");
    }
    if (does.does(Habit.CHECKS_NAMES_LATE) && !names(secure).contains(nat.host())) {
      secure.close();
      throw new IOException("The certificate is for " + names(secure) + ".");
    }
    return secure;
  }

  private static List<String> names(SSLSocket secure) throws IOException {
    try {
      X509Certificate shown = (X509Certificate) secure.getSession().getPeerCertificates()[0];
      return shown.getSubjectAlternativeNames().stream().map(each -> "" + each.get(1)).toList();
    } catch (CertificateParsingException e) {
      throw new AssertionError(e);
    }
  }

  /** JSSE knows sessions by host and port, and asks the socket for the port. */
  private Socket resumable(Socket socket) {
    if (!does.does(Habit.RESUMES)) {
      return socket;
    }
    return new DelegatingSocket(socket) {
      @Override
      public int getPort() {
        return wire.getPort();
      }
    };
  }

  // What active mode announces ----------------------------------------------------------------

  InetAddress announcedAddress() {
    if (does.does(Habit.ANNOUNCES_WRONG_ADDRESS)) {
      return IpAddresses.of(Provocations.NOBODY);
    }
    if (does.does(Habit.ANNOUNCES_SERVERS_ADDRESS)) {
      return IpAddresses.of(nat.host());
    }
    List<Gateway> gateways = nat.topology().clientGateways();
    return does.does(Habit.ANNOUNCES_PUBLIC_ADDRESS) && !gateways.isEmpty()
        ? gateways.get(gateways.size() - 1).publicAddress().orElseThrow()
        : ownAddress();
  }

  /** PORT has room for an IPv4 address alone, which a client that insists takes if it has one. */
  private InetAddress ownAddress() {
    Topology topology =
        does.does(Habit.IS_BESIDE_THE_SERVER) ? nat.topology().from(INSIDE) : nat.topology();
    InetAddress usual = topology.clientAddress().orElseThrow();
    return does.mode() == Mode.PORT || does.does(Habit.ANNOUNCES_IPV4)
        ? topology.clientAddress(AddressFamily.IPV4).orElse(usual)
        : usual;
  }
}
