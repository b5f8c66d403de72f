package dev.ftpnat.internal.server;

import java.net.InetSocketAddress;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.filter.ssl.SslFilter;

/**
 * TLS on one control connection.
 *
 * <p>The session's thread writes replies while the I/O thread shakes hands and confirms writes. Each
 * takes encrypted records from one queue and passes them on, and MINA lets them overtake each other
 * between the two steps, which the client sees as a bad record MAC. So here they take turns.
 */
final class ControlTls extends SslFilter {

  private final TlsSettings settings;
  private final FtpReply lastClearReply;

  /** TLS from the first byte. */
  ControlTls(TlsSettings settings) {
    this(settings, null);
  }

  /** TLS after a reply to AUTH, which is still sent in clear. */
  ControlTls(TlsSettings settings, FtpReply lastClearReply) {
    super(settings.getSSLContext());
    this.settings = settings;
    this.lastClearReply = lastClearReply;
  }

  /** Whether a reply to this session is encrypted. */
  static boolean encrypts(IoSession session, Object reply) {
    return session.getFilterChain().get(SslFilter.class) instanceof ControlTls tls
        && tls.lastClearReply != reply;
  }

  /** Whether this session has switched to TLS. */
  static boolean protects(IoSession session) {
    return session.getFilterChain().contains(SslFilter.class);
  }

  @Override
  protected SSLEngine createEngine(IoSession session, InetSocketAddress peer) {
    return settings.engine();
  }

  @Override
  public void filterWrite(NextFilter next, IoSession session, WriteRequest request)
      throws Exception {
    if (lastClearReply != null && request.getOriginalMessage() == lastClearReply) {
      next.filterWrite(session, request);
      return;
    }
    synchronized (this) {
      super.filterWrite(next, session, request);
    }
  }

  @Override
  public synchronized void messageReceived(NextFilter next, IoSession session, Object message)
      throws Exception {
    super.messageReceived(next, session, message);
  }

  @Override
  public synchronized void messageSent(NextFilter next, IoSession session, WriteRequest request)
      throws Exception {
    super.messageSent(next, session, request);
  }

  @Override
  protected synchronized void onConnected(NextFilter next, IoSession session) throws SSLException {
    super.onConnected(next, session);
  }

  @Override
  protected synchronized void onClose(NextFilter next, IoSession session, boolean linger)
      throws SSLException {
    super.onClose(next, session, linger);
  }
}
