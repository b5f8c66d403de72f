package dev.ftpnat.internal.server;

import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;

/**
 * Ends a session's data connection when the client says ABOR or leaves (RFC 959: "an unexpected
 * close on the control connection will cause the server to take the effective action of an abort").
 *
 * <p>It stands before the thread that executes commands, because that thread is the one that
 * transfers. The ABOR itself is answered in its turn, after the 426 of the transfer.
 */
final class AbortFilter extends IoFilterAdapter {

  private final SessionExecutor sessionThreads;
  private boolean inputClosed;

  AbortFilter(SessionExecutor sessionThreads) {
    this.sessionThreads = sessionThreads;
  }

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message) {
    if (((CommandLine) message).verb().equals("ABOR")) {
      VirtualDataConnectionFactory data = VirtualDataConnectionFactory.of(session);
      if (data != null) {
        data.closeDataConnection();
      }
    }
    next.messageReceived(session, message);
  }

  @Override
  public void inputClosed(NextFilter next, IoSession session) {
    if (inputClosed) {
      return;
    }
    inputClosed = true;
    // MINA would report the end of the input again and again until the session is closed.
    session.suspendRead();
    abandon(session);
    // The client may have closed its sending side only, and still read the last replies. MINA's own
    // filter would pass the event on before the commands that came earlier are answered.
    sessionThreads.execute(session, session::closeOnFlush);
  }

  @Override
  public void sessionClosed(NextFilter next, IoSession session) {
    abandon(session);
    next.sessionClosed(session);
  }

  private static void abandon(IoSession session) {
    VirtualDataConnectionFactory data = VirtualDataConnectionFactory.of(session);
    if (data != null) {
      data.dispose();
    }
  }
}
