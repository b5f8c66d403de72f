package dev.ftpnat.internal.server;

import org.apache.ftpserver.impl.FtpHandler;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.nio.FtpHandlerAdapter;
import org.apache.mina.core.session.IoSession;

/** Turns MINA's events into those of an FTP session. */
final class ControlEvents extends FtpHandlerAdapter {

  ControlEvents(FtpServerContext context, FtpHandler handler) {
    super(context, handler);
  }

  @Override
  public void inputClosed(IoSession session) {
    // The client may have closed its sending side only, and still read the last replies.
    session.closeOnFlush();
  }
}
