package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.session.SessionTls;
import dev.ftpnat.internal.server.spi.ServerLog;
import dev.ftpnat.topology.DataTls.Tickets;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/**
 * The beginning of TLS on one data connection, and whether its session will do. Whether one was
 * resumed is read off what the server says: no two TLS libraries tell it alike.
 */
final class DataHandshake {

  /** How JSSE's server puts it where it may make no session. */
  private static final String NO_NEW_SESSION = "no new session is allowed";

  private final SessionTls tls;
  private final SessionLog log;
  private final CorkedSocket cork;
  private final SSLSocket secure;
  private boolean accepted = true;

  /** Of an open connection. */
  DataHandshake(SessionTls tls, SessionLog log, Socket connection) throws IOException {
    this.tls = tls;
    this.log = log;
    this.cork = new CorkedSocket(connection, () -> tls.chooseTicket(log.isUpload()));
    this.secure = tls.over(cork);
  }

  /**
   * Shakes hands.
   *
   * @throws SessionRefusedException if the client's session won't do, and the server says so within
   *     the handshake
   */
  void shake() throws IOException {
    try {
      // Now and not with the first byte: an empty file has none.
      secure.startHandshake();
    } catch (IOException e) {
      log.failedToShakeHands(ServerLog.Channel.DATA, String.valueOf(e.getMessage()));
      if (tls.failsHandshakes() && String.valueOf(e.getMessage()).contains(NO_NEW_SESSION)) {
        log.sessionRefused(false);
        throw new SessionRefusedException(tls.settings().data().refusal(), e);
      }
      throw e;
    } finally {
      tls.ticketIsMade();
    }
    boolean resumed = cork.flight().isResumed();
    log.shookHands(ServerLog.Channel.DATA, secure.getSession(), resumed);
    accepted = tls.accepts(secure.getSession(), resumed);
    if (!accepted) {
      log.sessionRefused(resumed);
    }
    boolean holdsBack = tls.settings().data().tickets() != Tickets.AT_ONCE;
    if (secure.getSession().getProtocol().equals("TLSv1.3") && holdsBack) {
      cork.hold();
    } else {
      cork.uncork();
    }
  }

  /** Whether the session will do. */
  boolean isAccepted() {
    return accepted;
  }

  /**
   * The streams, for a transfer.
   *
   * @param silence keeps the server from saying that the transfer failed
   */
  DataSocket streams(TransferProgress transfer, Runnable silence) {
    return DataSocket.secure(
        secure, transfer, new DataSocket.Secure(cork, tls.settings().data(), log, silence));
  }

  /** What becomes of a transfer whose session won't do. */
  RefusedTransfer refuse(TransferProgress transfer, Runnable onEnd) {
    return new RefusedTransfer(secure, cork, tls.settings().data().refusal(), transfer, onEnd);
  }
}
