package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.ReplyFilter;
import dev.ftpnat.internal.server.session.ClientAddress;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.session.SessionTls;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.ReuseRefusal;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final AddressFamily family;
  private DataChannel current;
  private TransferProgress transfer;
  private boolean disposed;
  private boolean aborted;
  private boolean epsvOnly;
  private Consumer<InetSocketAddress> onForeigner = from -> {};

  private SessionDataConnections(
      FtpIoSession session, FtpServerContext context, DataServices services) {
    super(context, session);
    this.session = session;
    this.services = services;
    // Of the network, whatever the socket is that brings the connection here.
    this.family = AddressFamily.of(ClientAddress.of(session));
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
    return family;
  }

  /** What the client's end of the control connection is known by. */
  public SocketAddress peer() {
    return session.getRemoteAddress();
  }

  private InetAddress clientAddress() {
    return ClientAddress.of(session);
  }

  /** Whether an address is another than the one that the control connection comes from. */
  public boolean isForeign(InetAddress address) {
    return !address.equals(clientAddress());
  }

  /** Hears of every data connection that comes from elsewhere and is closed. */
  public void onForeigner(Consumer<InetSocketAddress> listener) {
    onForeigner = listener;
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
    forget(false);
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

  /**
   * Listens, for a server that gives up waiting by itself.
   *
   * @param lasting whether the port goes on to listen after a transfer
   * @throws IOException if the range of passive ports is in use
   */
  public InetSocketAddress listen(boolean lasting) throws IOException {
    closeDataConnection();
    PassiveDataChannel passive =
        PassiveDataChannel.listenPatiently(
            services.network(), services.foreign(), clientAddress(), lasting, onForeigner);
    agreeOn(passive);
    return new InetSocketAddress(passive.address(), passive.port());
  }

  /**
   * Listens, for a server that gives up waiting by itself, and that takes any other port when its
   * range of passive ports is in use.
   */
  public InetSocketAddress listenAnywhere() throws IOException {
    try {
      return listen(false);
    } catch (IOException e) {
      return agreeOn(
          PassiveDataChannel.listenAnywhere(
              services.network(), services.foreign(), clientAddress(), onForeigner));
    }
  }

  private InetSocketAddress agreeOn(PassiveDataChannel passive) {
    agreeOn((DataChannel) passive);
    return new InetSocketAddress(passive.address(), passive.port());
  }

  /**
   * Meets the client, for a server that transfers in its own way. TLS has to be started, where it
   * is agreed on, with {@link DataStream#secure}.
   *
   * @param patience how long the client may take, in the server's time
   * @throws java.net.SocketTimeoutException if it takes longer
   * @throws IOException if the client can't be connected to, or the transfer is aborted
   */
  public DataStream meet(Duration patience) throws IOException {
    return meeting(patience).meet();
  }

  /** A client that is to be met. */
  @FunctionalInterface
  public interface Meeting {
    /** Meets it; see {@link SessionDataConnections#meet}. */
    DataStream meet() throws IOException;
  }

  /** The same, of what is agreed on now, for another thread: it may be something else later. */
  public Meeting meeting(Duration patience) {
    DataChannel agreed = current();
    return () -> meet(agreed, patience);
  }

  private DataStream meet(DataChannel agreed, Duration patience) throws IOException {
    TransferProgress opening = announce();
    if (agreed == null) {
      opening.end();
      throw new SocketException("There was no PASV, EPSV, PORT or EPRT, or it was aborted");
    }
    Closeable deadline = services.time().after(patience, agreed::expire);
    try {
      Socket connection = agreed.open();
      connection.setSendBufferSize(SEND_BUFFER);
      return new DataStream(this, agreed, connection, opening, services.time());
    } catch (IOException | RuntimeException e) {
      opening.end();
      throw e;
    } finally {
      deadline.close();
    }
  }

  /** A file that isn't text was transferred as text, in a server's own way. */
  void changed(long fileBytes, TransferProgress progress) {
    SessionLog.of(session).transferredAsText(fileBytes, progress.bytes());
  }

  /** A transfer has ended that was made in a server's own way. */
  void ended(DataChannel used, TransferProgress progress, boolean completed, boolean encrypted) {
    progress.end();
    SessionLog.of(session).transferred(progress.bytes(), completed, encrypted);
    synchronized (this) {
      if (current == used) {
        current =
            used instanceof PassiveDataChannel passive && passive.isLasting()
                ? passive.again()
                : null;
      }
    }
  }

  @Override
  public DataConnection openConnection() throws IOException {
    TransferProgress opening = announce();
    DataChannel agreed = unaborted();
    if (agreed == null) {
      opening.end();
      tellOfAbort();
      throw new SocketException("It was aborted before it began");
    }
    // Also of the handshake, which a client could draw out byte by byte.
    Closeable watch = services.stalls().watch(opening, agreed);
    try {
      Socket connection = agreed.open();
      connection.setSendBufferSize(SEND_BUFFER);
      return isSecure()
          ? encrypted(connection, opening, watch)
          : transfer(DataSocket.plain(connection, opening, clear()), opening, watch, false);
    } catch (IOException | RuntimeException e) {
      if (e instanceof ForeignDataException foreign) {
        String from = IpAddresses.text(foreign.from());
        ReplyFilter.explain(session, Meaning.CANT_CONNECT, Meaning.FOREIGN_DATA, from);
      }
      opening.end();
      DataChannel.closeQuietly(watch);
      agreed.close();
      if (e instanceof SessionRefusedException refused) {
        tellOf(refused.refusal());
      }
      if (opening.isAborted()) {
        tellOfAbort();
      }
      throw e;
    }
  }

  /**
   * Where the control connection is under TLS, a client may take data connections for that, too.
   */
  ClearStream clear() {
    return new ClearStream(
        SessionTls.of(session) != null, SessionLog.of(session)::sawHandshakeInClear);
  }

  /** What is sent instead of some content, which may be a listing. */
  InputStream sent(InputStream content) throws IOException {
    Listings listings = services.listings();
    return listings.areHonest() || !SessionLog.of(session).isListing()
        ? content
        : listings.of(content);
  }

  private DataConnection transfer(
      DataSocket streams, TransferProgress opening, Closeable watch, boolean encrypted) {
    SessionLog log = SessionLog.of(session);
    return new DataTransfer(
        new IODataConnection(streams, session, this),
        streams,
        this::sent,
        opening,
        watch,
        fileBytes -> log.transferredAsText(fileBytes, opening.bytes()),
        completed -> log.transferred(opening.bytes(), completed, encrypted));
  }

  /** Shakes hands, without a limit of its own. */
  DataHandshake handshake(Socket connection) throws IOException {
    SessionTls tls = SessionTls.of(session);
    DataHandshake handshake =
        new DataHandshake(
            tls == null ? SessionTls.begin(services.tls()) : tls,
            SessionLog.of(session),
            connection);
    handshake.shake();
    return handshake;
  }

  private DataConnection encrypted(Socket connection, TransferProgress opening, Closeable watch)
      throws IOException {
    SessionLog log = SessionLog.of(session);
    connection.setSoTimeout((int) services.acceptTimeout().toMillis());
    DataHandshake handshake = handshake(connection);
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

  /** RFC 959 has 426 for it, however far the data connection was. */
  private void tellOfAbort() {
    ReplyFilter.instead(session, Meaning.CONNECTION_LOST.reply(SessionLog.of(session).verb()));
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

  /**
   * ABOR, from any thread: ends the transfer that runs, or forgets what was agreed on.
   *
   * @param early whether commands that came before still wait: a transfer of theirs ends as soon as
   *     it begins
   */
  public void abort(boolean early) {
    synchronized (this) {
      Optional<TransferProgress> running = transfer();
      if (early && running.isEmpty()) {
        aborted = true;
        return;
      }
      running.ifPresent(TransferProgress::abort);
    }
    closeDataConnection();
  }

  /** What was agreed on, or null if that has been aborted. */
  private synchronized DataChannel unaborted() {
    return aborted ? null : current;
  }

  @Override
  public void closeDataConnection() {
    forget(true);
  }

  private void forget(boolean alsoAbort) {
    DataChannel closing;
    synchronized (this) {
      aborted &= !alsoAbort;
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

  /** Where the session listens, as a 227 names it, if it does. */
  public Optional<Endpoint> passiveEndpoint() {
    DataChannel agreed = current();
    return agreed instanceof PassiveDataChannel
        ? Optional.of(new Endpoint(agreed.address(), agreed.port()))
        : Optional.empty();
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
