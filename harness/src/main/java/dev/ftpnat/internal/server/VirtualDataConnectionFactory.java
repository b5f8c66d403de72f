package dev.ftpnat.internal.server;

import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.DataConnectionException;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.impl.IODataConnection;
import org.apache.ftpserver.impl.IODataConnectionFactory;
import org.apache.mina.core.session.IoSession;

/**
 * Opens the data connections of one session over the {@link NetworkCard}.
 *
 * <p>Unlike its super class it never holds a lock while it waits for the client, so that the I/O
 * thread can abort at any time; and it forgets the agreed address after a transfer, so that a
 * transfer without a new PASV or PORT is answered 503 at once and not 425 in the end.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // on purpose, see above
final class VirtualDataConnectionFactory extends IODataConnectionFactory {

  /** How long a TLS handshake may wait for the client. */
  static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** How long an upload may stand still. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  /** Where MINA's commands look for the factory. */
  private static final String ATTRIBUTE = FtpIoSession.ATTRIBUTE_PREFIX + "data-connection";

  private final FtpIoSession session;
  private final NetworkCard network;
  private final TlsSettings tls;
  private Rendezvous current;
  private boolean disposed;
  private boolean epsvOnly;

  private VirtualDataConnectionFactory(
      FtpIoSession session, FtpServerContext context, NetworkCard network, TlsSettings tls) {
    super(context, session);
    this.session = session;
    this.network = network;
    this.tls = tls;
  }

  /** Makes the session use a factory of this kind instead of MINA's. */
  static void plant(
      FtpIoSession session, FtpServerContext context, NetworkCard network, TlsSettings tls) {
    session.setAttribute(
        ATTRIBUTE, new VirtualDataConnectionFactory(session, context, network, tls));
  }

  /** The session's factory, or null before {@link #plant}. */
  static VirtualDataConnectionFactory of(IoSession session) {
    return (VirtualDataConnectionFactory) session.getAttribute(ATTRIBUTE);
  }

  /** Refuses every way but EPSV from now on (RFC 2428 section 4). */
  void insistOnEpsv() {
    epsvOnly = true;
  }

  boolean insistsOnEpsv() {
    return epsvOnly;
  }

  @Override
  public InetSocketAddress initPassiveDataConnection() throws DataConnectionException {
    closeDataConnection();
    try {
      PassiveRendezvous passive = PassiveRendezvous.listen(network);
      agreeOn(passive);
      return new InetSocketAddress(passive.address(), passive.port());
    } catch (IOException e) {
      throw new DataConnectionException(e.getMessage(), e);
    }
  }

  @Override
  public void initActiveDataConnection(InetSocketAddress address) {
    agreeOn(
        new ActiveRendezvous(
            network, new Endpoint((Inet4Address) address.getAddress(), address.getPort())));
  }

  private void agreeOn(Rendezvous next) {
    Rendezvous superseded;
    synchronized (this) {
      // The session may have been closed while this command was on its way.
      superseded = disposed ? next : current;
      current = disposed ? null : next;
    }
    if (superseded != null) {
      superseded.close();
    }
  }

  @Override
  public DataConnection openConnection() throws IOException {
    Rendezvous agreed = current();
    if (agreed == null) {
      throw new SocketException("There was no PASV, EPSV, PORT or EPRT, or it was aborted");
    }
    try {
      Socket connection = agreed.open();
      connection.setTcpNoDelay(true);
      Socket streams = isSecure() ? shakeHands(connection) : connection;
      connection.setSoTimeout((int) IDLE_TIMEOUT.toMillis());
      return new DataTransfer(new IODataConnection(streams, session, this), streams, isZipMode());
    } catch (IOException | RuntimeException e) {
      agreed.close();
      throw e;
    }
  }

  private Socket shakeHands(Socket connection) throws IOException {
    connection.setSoTimeout((int) HANDSHAKE_TIMEOUT.toMillis());
    SSLSocket secure = tls.over(connection);
    // Now and not with the first byte: an empty file has none.
    secure.startHandshake();
    return new TlsDataSocket(secure);
  }

  @Override
  public void closeDataConnection() {
    Rendezvous closing;
    synchronized (this) {
      closing = current;
      current = null;
    }
    if (closing != null) {
      closing.close();
    }
  }

  /** Closes for good: commands that are still waiting for their turn get no connection. */
  @Override
  public void dispose() {
    synchronized (this) {
      disposed = true;
    }
    closeDataConnection();
  }

  private synchronized Rendezvous current() {
    return current;
  }

  @Override
  public InetAddress getInetAddress() {
    Rendezvous agreed = current();
    return agreed == null ? null : agreed.address();
  }

  @Override
  public int getPort() {
    Rendezvous agreed = current();
    return agreed == null ? 0 : agreed.port();
  }

  @Override
  public boolean isTimeout(long now) {
    // Every wait has its own limit.
    return false;
  }
}
