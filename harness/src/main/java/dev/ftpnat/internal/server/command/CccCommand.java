package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.control.ControlTls;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * CCC (RFC 2228, RFC 4217 section 5): the control connection leaves TLS, so that NATs and firewalls
 * can read it. Data connections stay as protected as they are.
 */
final class CccCommand extends AbstractCommand {

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    session.resetState();
    if (!ControlTls.protects(session)) {
      session.write(Meaning.TLS_FIRST.reply("CCC"));
      return;
    }
    MeantReply reply = Meaning.CONTROL_CLEARED.reply();
    ControlTls.clearAfter(session, reply);
    session.write(reply);
  }
}
