package dev.ftpnat.internal.server.direct;

import dev.ftpnat.internal.server.session.ClientAddress;
import dev.ftpnat.internal.server.session.SecretReplies;
import dev.ftpnat.internal.server.spi.ControlLine;
import dev.ftpnat.internal.server.spi.ControlSession;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterChainBuilder;
import org.apache.mina.core.service.AbstractIoService;
import org.apache.mina.core.service.DefaultTransportMetadata;
import org.apache.mina.core.service.IoHandler;
import org.apache.mina.core.service.TransportMetadata;
import org.apache.mina.core.session.AbstractIoSessionConfig;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.session.IoSessionConfig;

/**
 * Sessions over connections that somebody else brings. It has no threads: what comes in is handled
 * by whoever brings it, and what goes out by whoever says it.
 */
public final class DirectService extends AbstractIoService {

  private static final TransportMetadata TRANSPORT =
      new DefaultTransportMetadata(
          "ftpnat",
          "direct",
          false,
          true,
          InetSocketAddress.class,
          IoSessionConfig.class,
          IoBuffer.class);

  private static final AttributeKey RESET = new AttributeKey(DirectService.class, "reset");

  private static final class Config extends AbstractIoSessionConfig {}

  private boolean stopped;

  /** Without sessions. */
  public DirectService(IoFilterChainBuilder filters, IoHandler handler) {
    super(new Config(), Runnable::run);
    setFilterChainBuilder(filters);
    setHandler(handler);
  }

  @Override
  public TransportMetadata getTransportMetadata() {
    return TRANSPORT;
  }

  @Override
  public IoSessionConfig getSessionConfig() {
    return sessionConfig;
  }

  /** Whether a session is one of these, which has no thread to itself. */
  public static boolean isDirect(IoSession session) {
    return session instanceof DirectSession;
  }

  /** Whether a session, of this kind or another, is to end with a reset. */
  public static boolean isReset(IoSession session) {
    return session.containsAttribute(RESET);
  }

  /** Has a session reset its line, if it is one of these, when it is closed. */
  public static void resetWhenClosed(IoSession session) {
    session.setAttribute(RESET);
    if (session instanceof DirectSession direct) {
      direct.resetWhenClosed();
    }
  }

  /**
   * Opens a session.
   *
   * @throws SocketException if the service has been stopped
   */
  public ControlSession open(ControlLine line) throws SocketException {
    DirectSession session = new DirectSession(this, line);
    synchronized (this) {
      if (stopped) {
        throw new SocketException("the server has stopped");
      }
      initSession(session, null, null);
      ClientAddress.plant(session, line.source());
      SecretReplies.plant(session, line::secret);
      try {
        getFilterChainBuilder().buildFilterChain(session.getFilterChain());
      } catch (Exception e) {
        throw (SocketException) new SocketException("no session: " + e.getMessage()).initCause(e);
      }
      getListeners().fireSessionCreated(session);
    }
    return session;
  }

  /** Ends all sessions at once; none is opened any more. */
  public void stop() {
    List<IoSession> open;
    synchronized (this) {
      stopped = true;
      open = List.copyOf(getManagedSessions().values());
    }
    open.forEach(session -> ((DirectSession) session).reset());
  }

  @Override
  protected void dispose0() {
    stop();
  }
}
