package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.ReplyFilter;
import dev.ftpnat.internal.server.session.AddressFamily;
import dev.ftpnat.internal.server.session.ClientAddress;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.spi.ServerLog;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.DataConnectionException;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.impl.IODataConnection;
import org.apache.ftpserver.impl.IODataConnectionFactory;
import org.apache.mina.core.session.IoSession;

/**
 * Opens the data connections of one session over the {@link ServerNic}.
 *
 * <p>Unlike its super class it never holds a lock while it waits for the client, so that the I/O
 * thread can abort at any time; and it forgets the agreed address after a transfer, so that a
 * transfer without a new PASV or PORT is answered 503 at once and not 425 in the end.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // on purpose, see above
public final class SessionDataConnections extends IODataConnectionFactory {

  /**
   * On loopback a TCP stack lets the buffer grow to megabytes, and wakes a writer only when a third
   * of it is free. A slow reader would look like one that stands still.
   */
  private static final int SEND_BUFFER = 256 * 1024;

  /** Where MINA's commands look for the factory. */
  private static final String ATTRIBUTE = FtpIoSession.ATTRIBUTE_PREFIX + "data-connection";

  private final FtpIoSession session;
  private final DataServices services;
  private final InetAddress controlAddress;
  private DataChannel current;
  private TransferProgress transfer;
  private boolean disposed;
  private boolean epsvOnly;

  private SessionDataConnections(
      FtpIoSession session, FtpServerContext context, DataServices services) {
    super(context, session);
    this.session = session;
    this.services = services;
    this.controlAddress = ((InetSocketAddress) session.getLocalAddress()).getAddress();
  }

  /** Makes the session use a factory of this kind instead of MINA's. */
  public static void plant(FtpIoSession session, FtpServerContext context, DataServices services) {
    session.setAttribute(ATTRIBUTE, new SessionDataConnections(session, context, services));
  }

  /** The session's factory, or null before {@link #plant}. */
  public static SessionDataConnections of(IoSession session) {
    return (SessionDataConnections) session.getAttribute(ATTRIBUTE);
  }

  /** The family that data connections are of. */
  public AddressFamily family() {
    return AddressFamily.of(controlAddress);
  }

  private InetAddress clientAddress() {
    return ClientAddress.of(session);
  }

  /** Whether an address is another than the one that the control connection comes from. */
  public boolean isForeign(InetAddress address) {
    return !address.equals(clientAddress());
  }

  /** Refuses every way but EPSV from now on (RFC 2428 section 4). */
  public void insistOnEpsv() {
    epsvOnly = true;
  }

  public boolean insistsOnEpsv() {
    return epsvOnly;
  }

  @Override
  public InetSocketAddress initPassiveDataConnection() throws DataConnectionException {
    closeDataConnection();
    try {
      PassiveDataChannel passive =
          PassiveDataChannel.listen(
              services.network(), services.acceptTimeout(), services.foreign(), clientAddress());
      agreeOn(passive);
      return new InetSocketAddress(passive.address(), passive.port());
    } catch (IOException e) {
      throw new DataConnectionException(e.getMessage(), e);
    }
  }

  @Override
  public void initActiveDataConnection(InetSocketAddress address) {
    agreeOn(
        new ActiveDataChannel(
            services.network(),
            services.threads(),
            new Endpoint(address.getAddress(), address.getPort())));
  }

  private void agreeOn(DataChannel next) {
    DataChannel superseded;
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
    TransferProgress opening = announce();
    DataChannel agreed = current();
    if (agreed == null) {
      opening.end();
      throw new SocketException("There was no PASV, EPSV, PORT or EPRT, or it was aborted");
    }
    // Also of the handshake, which a client could draw out byte by byte.
    Closeable watch = services.stalls().watch(opening, agreed);
    try {
      Socket connection = agreed.open();
      connection.setSendBufferSize(SEND_BUFFER);
      boolean encrypted = isSecure();
      DataSocket streams =
          encrypted ? shakeHands(connection, opening) : DataSocket.plain(connection, opening);
      SessionLog log = SessionLog.of(session);
      return new DataTransfer(
          new IODataConnection(streams, session, this),
          streams,
          opening,
          watch,
          fileBytes -> log.transferredAsText(fileBytes, opening.bytes()),
          completed -> log.transferred(opening.bytes(), completed, encrypted));
    } catch (IOException | RuntimeException e) {
      if (e instanceof ForeignDataException foreign) {
        String from = foreign.from().getHostAddress();
        ReplyFilter.explain(session, Meaning.CANT_CONNECT, Meaning.FOREIGN_DATA, from);
      }
      opening.end();
      DataChannel.closeQuietly(watch);
      agreed.close();
      throw e;
    }
  }

  /** Begins a transfer, if none has begun yet, before the client is told of it. */
  public synchronized TransferProgress announce() {
    if (transfer == null || transfer.isOver()) {
      transfer = new TransferProgress();
    }
    return transfer;
  }

  /** The transfer that is going on, if there is one. */
  public synchronized Optional<TransferProgress> transfer() {
    return Optional.ofNullable(transfer).filter(running -> !running.isOver());
  }

  private DataSocket shakeHands(Socket connection, TransferProgress opening) throws IOException {
    connection.setSoTimeout((int) services.acceptTimeout().toMillis());
    CorkedSocket cork = new CorkedSocket(connection);
    SSLSocket secure = services.tls().over(cork);
    SessionLog log = SessionLog.of(session);
    long began = System.currentTimeMillis();
    try {
      // Now and not with the first byte: an empty file has none.
      secure.startHandshake();
    } catch (IOException e) {
      log.failedToShakeHands(ServerLog.Channel.DATA, String.valueOf(e.getMessage()));
      throw e;
    }
    log.shookHands(ServerLog.Channel.DATA, secure.getSession(), began);
    if (secure.getSession().getProtocol().equals("TLSv1.3")) {
      cork.hold();
    } else {
      cork.uncork();
    }
    connection.setSoTimeout(0);
    return DataSocket.secure(secure, cork, opening);
  }

  @Override
  public void closeDataConnection() {
    DataChannel closing;
    synchronized (this) {
      closing = current;
      current = null;
      if (transfer != null) {
        // Also one that MINA gave up before it began, because it couldn't open the file.
        transfer.end();
      }
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

  private synchronized DataChannel current() {
    return current;
  }

  @Override
  public InetAddress getInetAddress() {
    DataChannel agreed = current();
    return agreed == null ? null : agreed.address();
  }

  @Override
  public int getPort() {
    DataChannel agreed = current();
    return agreed == null ? 0 : agreed.port();
  }

  @Override
  public boolean isTimeout(long now) {
    // Every wait has its own limit.
    return false;
  }
}
