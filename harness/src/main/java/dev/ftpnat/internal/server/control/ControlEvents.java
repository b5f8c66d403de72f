package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.session.CommandLine;
import org.apache.ftpserver.impl.FtpHandler;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.nio.FtpHandlerAdapter;
import org.apache.mina.core.session.IoSession;

/** Turns MINA's events into those of an FTP session. */
final class ControlEvents extends FtpHandlerAdapter {

  private final FtpServerContext context;
  private final boolean interpreted;

  /**
   * For all sessions of a server.
   *
   * @param interpreted whether the handler also knows what to do with what isn't a command
   */
  ControlEvents(FtpServerContext context, FtpHandler handler, boolean interpreted) {
    super(context, handler);
    this.context = context;
    this.interpreted = interpreted;
  }

  @Override
  public void messageReceived(IoSession session, Object message) throws Exception {
    CommandLine line = (CommandLine) message;
    if (ControlTls.protects(session) && !line.encrypted()) {
      // It came behind the AUTH that has been obeyed since. Whoever is on the way could have said
      // it, to be heard in the private session. Pure-FTPd discards it since 1.0.30, too.
      return;
    }
    if (line.unreadable().isPresent() && !interpreted) {
      session.write(line.unreadable().get());
      return;
    }
    getFtpHandler().messageReceived(new FtpIoSession(session, context), new CommandRequest(line));
  }

  @Override
  public void messageSent(IoSession session, Object message) {
    // MINA expects replies only, but a handshake sends records of its own.
  }
}
