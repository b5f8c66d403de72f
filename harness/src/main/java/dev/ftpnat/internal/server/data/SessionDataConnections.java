package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.ReplyFilter;
import dev.ftpnat.internal.server.session.AddressFamily;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.session.SessionTls;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.ReuseRefusal;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
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
          PassiveDataChannel.listen(services.network(), services.acceptTimeout());
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
      return isSecure()
          ? encrypted(connection, opening, watch)
          : transfer(DataSocket.plain(connection, opening), opening, watch, false);
    } catch (IOException | RuntimeException e) {
      opening.end();
      DataChannel.closeQuietly(watch);
      agreed.close();
      if (e instanceof SessionRefusedException refused) {
        tellOf(refused.refusal());
      }
      throw e;
    }
  }

  private DataConnection transfer(
      Socket streams, TransferProgress opening, Closeable watch, boolean encrypted) {
    SessionLog log = SessionLog.of(session);
    return new DataTransfer(
        new IODataConnection(streams, session, this),
        streams,
        opening,
        watch,
        completed -> log.transferred(opening.bytes(), completed, encrypted));
  }

  private DataConnection encrypted(Socket connection, TransferProgress opening, Closeable watch)
      throws IOException {
    connection.setSoTimeout((int) services.acceptTimeout().toMillis());
    SessionTls tls = SessionTls.of(session);
    SessionLog log = SessionLog.of(session);
    DataHandshake handshake =
        new DataHandshake(tls == null ? SessionTls.begin(services.tls()) : tls, log, connection);
    handshake.shake();
    connection.setSoTimeout(0);
    if (handshake.isAccepted()) {
      DataSocket streams = handshake.streams(opening, () -> ReplyFilter.silence(session));
      return transfer(streams, opening, watch, true);
    }
    return handshake.refuse(
        opening,
        () -> {
          log.transferred(0, false, true);
          DataChannel.closeQuietly(watch);
          tellOf(services.tls().data().refusal());
        });
  }

  /** What the client hears of it, instead of what MINA would say of a broken connection. */
  private void tellOf(ReuseRefusal refusal) {
    ReplyFilter.instead(session, Meaning.TLS_SESSION_REFUSED.reply(refusal));
    SessionTls tls = SessionTls.of(session);
    if (refusal == ReuseRefusal.VSFTPD && tls != null) {
      tls.endUnannounced();
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
