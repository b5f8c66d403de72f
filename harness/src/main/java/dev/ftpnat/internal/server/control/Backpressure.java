package dev.ftpnat.internal.server.control;

import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;

/**
 * Stops reading from a client that says much more than has been answered, or that doesn't read the
 * answers, until it has caught up. Its TCP stack then stops it, instead of this JVM's memory.
 */
final class Backpressure extends IoFilterAdapter {

  static final int MOST_COMMANDS = 1000;
  static final int MOST_BYTES = 256 * 1024;

  private final SessionExecutor sessionThreads;
  private volatile boolean inputClosed;

  Backpressure(SessionExecutor sessionThreads) {
    this.sessionThreads = sessionThreads;
  }

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message) {
    next.messageReceived(session, message);
    if (isBehind(session, MOST_COMMANDS, MOST_BYTES)) {
      sessionThreads.afterEachEvent(session, () -> goOn(session));
      session.suspendRead();
      // Everything may have been done just before.
      goOn(session);
    }
  }

  @Override
  public void messageSent(NextFilter next, IoSession session, WriteRequest request) {
    goOn(session);
    next.messageSent(session, request);
  }

  private void goOn(IoSession session) {
    if (session.isReadSuspended()
        && !inputClosed
        && !isBehind(session, MOST_COMMANDS / 2, MOST_BYTES / 2)) {
      session.resumeRead();
    }
  }

  private boolean isBehind(IoSession session, int commands, int bytes) {
    return sessionThreads.waiting(session) > commands || session.getScheduledWriteBytes() > bytes;
  }

  /** From now on it is the {@link TransferFilter} that keeps the session from being read. */
  @Override
  public void inputClosed(NextFilter next, IoSession session) {
    inputClosed = true;
    next.inputClosed(session);
  }
}
