package dev.ftpnat.internal.server;

import java.util.Locale;
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
  public void messageReceived(IoSession session, Object message) throws Exception {
    // MINA turns commands into upper case by the rules of the default locale; Turkish has its own.
    String line = message.toString().strip();
    int end = line.indexOf(' ');
    super.messageReceived(
        session,
        end < 0
            ? line.toUpperCase(Locale.ROOT)
            : line.substring(0, end).toUpperCase(Locale.ROOT) + line.substring(end));
  }

  @Override
  public void messageSent(IoSession session, Object message) {
    // MINA expects replies only, but a handshake sends records of its own.
  }
}
