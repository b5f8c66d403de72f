package dev.ftpnat.internal.server.session;

import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.ReuseRefusal;
import dev.ftpnat.topology.SessionReuse;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.mina.core.session.IoSession;

/**
 * TLS of one session: of its control connection, and of its data connections, which may resume what
 * has begun there.
 *
 * <p>Where sessions are to be of the same control connection, this has an SSLContext of its own, so
 * that nothing else can be resumed, whatever a client tries. A session that was resumed, through
 * whatever chain of tickets, keeps the time when the first of the chain was created: so one that
 * descends from the control connection's handshake has its time, and one that began on a data
 * connection hasn't.
 */
public final class SessionTls {

  private static final String ATTRIBUTE = SessionTls.class.getName();

  /** A server of Java's sends no ticket if it would live longer (RFC 8446 section 4.6.1). */
  private static final int LONGEST_TICKET_LIFE = (int) TimeUnit.DAYS.toSeconds(7);

  private static final int USUAL_TICKET_LIFE = (int) TimeUnit.DAYS.toSeconds(1);

  /** How long a millisecond may last if the clock is set meanwhile. */
  private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(3);

  private final TlsSettings settings;
  private final SSLContext context;
  private volatile long created;
  private volatile boolean endsUnannounced;

  /** How many data connections have resumed a session; only the thread that transfers counts. */
  private int resumed;

  private SessionTls(TlsSettings settings) {
    this.settings = settings;
    this.context = settings.contextOfSession();
  }

  /** Of a control connection that is about to begin with TLS. */
  public static SessionTls begin(TlsSettings settings) {
    return new SessionTls(settings);
  }

  /** Makes it known to the data connections of a session. */
  public void plant(IoSession session) {
    session.setAttribute(ATTRIBUTE, this);
  }

  /** Of a session; null if that has had no TLS yet. */
  public static SessionTls of(IoSession session) {
    return (SessionTls) session.getAttribute(ATTRIBUTE);
  }

  /** The server's settings. */
  public TlsSettings settings() {
    return settings;
  }

  /**
   * The server's side of TLS for the control connection. Both it and {@link #over} do without the
   * peer's host name, because Java would ask a name server for it.
   */
  public SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(settings.getEnabledProtocols());
    return engine;
  }

  /** The control connection has shaken hands. */
  public void secured(SSLSession control) {
    created = control.getCreationTime();
  }

  /** The server's side of TLS on an open data connection, not shaken hands yet. */
  public SSLSocket over(Socket connection) throws IOException {
    outliveControlHandshake();
    boolean spent =
        settings.data().resumptions().isPresent()
            && resumed >= settings.data().resumptions().getAsInt();
    SSLContext chosen =
        spent || settings.showsTwoCertificates() ? settings.freshContext() : context;
    SSLSocket socket = (SSLSocket) chosen.getSocketFactory().createSocket(connection, null, true);
    socket.setUseClientMode(false);
    socket.setEnabledProtocols(settings.getEnabledProtocols());
    if (failsHandshakes()) {
      socket.setEnableSessionCreation(false);
    }
    return socket;
  }

  /** Whether a data connection without a session isn't even shaken hands with. */
  public boolean failsHandshakes() {
    return settings.data().reuse().isRequired()
        && settings.data().refusal() == ReuseRefusal.FILEZILLA_0_9;
  }

  /** Sessions are told apart by the millisecond: one that begins now is no longer of that one. */
  private void outliveControlHandshake() {
    if (settings.data().reuse() != SessionReuse.REQUIRED_SAME_CONTROL) {
      return;
    }
    long began = System.nanoTime();
    while (System.currentTimeMillis() <= created && System.nanoTime() - began < LONGEST_WAIT) {
      Thread.onSpinWait();
    }
  }

  /** TLS 1.3 was chosen on a data connection, whose ticket is still to come. */
  public void chooseTicket(boolean upload) {
    Tickets tickets = settings.data().tickets();
    boolean none = tickets == Tickets.NONE || (upload && tickets == Tickets.NOT_ON_UPLOADS);
    if (none) {
      // With TLS 1.2 it would announce one and send none, so it has to wait for the version.
      context.getServerSessionContext().setSessionTimeout(LONGEST_TICKET_LIFE + 1);
    }
  }

  /** The ticket of a data connection has been made, or hasn't. */
  public void ticketIsMade() {
    if (context.getServerSessionContext().getSessionTimeout() > LONGEST_TICKET_LIFE) {
      context.getServerSessionContext().setSessionTimeout(USUAL_TICKET_LIFE);
    }
  }

  /**
   * Whether a data connection may go on that has shaken hands.
   *
   * @param isResumed whether it resumed a session, by what the server has sent
   */
  public boolean accepts(SSLSession data, boolean isResumed) {
    boolean accepted =
        switch (settings.data().reuse()) {
          case IGNORED -> true;
          case REQUIRED_ANY -> isResumed;
          case REQUIRED_SAME_CONTROL ->
              isResumed && (takesAnyOfItsOwn(data) || data.getCreationTime() == created);
        };
    if (accepted && isResumed) {
      resumed++;
    }
    return accepted;
  }

  private boolean takesAnyOfItsOwn(SSLSession data) {
    return settings.data().refusal() == ReuseRefusal.PROFTPD
        && data.getProtocol().equals("TLSv1.3");
  }

  /** The session ends now, and without a {@code close_notify}. */
  public void endUnannounced() {
    endsUnannounced = true;
  }

  /** Whether the session ends without a {@code close_notify}. */
  public boolean endsUnannounced() {
    return endsUnannounced;
  }

  /** Whether the session of this is to end. */
  public static boolean isOver(IoSession session) {
    return Optional.ofNullable(of(session)).filter(SessionTls::endsUnannounced).isPresent();
  }
}
