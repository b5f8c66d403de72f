package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.control.ControlTls;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import dev.ftpnat.internal.server.session.TlsSettings;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/** AUTH (RFC 2228, RFC 4217): the client asks for TLS on the control connection. */
final class AuthCommand extends AbstractCommand {

  private final TlsSettings tls;

  AuthCommand(TlsSettings tls) {
    this.tls = tls;
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws SSLException {
    session.resetState();
    if (!request.hasArgument()) {
      session.write(Meaning.MECHANISM_WANTED.reply());
      return;
    }
    if (ControlTls.protects(session)) {
      session.write(Meaning.TLS_ALREADY.reply());
      return;
    }
    String mechanism = request.getArgument().strip().toUpperCase(Locale.ROOT);
    switch (mechanism) {
      case "TLS", "TLS-C" -> secure(session, mechanism);
      case "SSL", "TLS-P" -> {
        secure(session, mechanism);
        // These two promise that data connections are private without a PROT P.
        session.getDataConnection().setSecure(true);
      }
      default -> session.write(Meaning.MECHANISM_UNKNOWN.reply(mechanism));
    }
  }

  /**
   * RFC 2228 section 3: what was agreed on before is forgotten, and "the server must also require
   * that the user reauthorize".
   */
  private void secure(FtpIoSession session, String mechanism) throws SSLException {
    session.reinitialize();
    ProtectionCommands.forget(session);
    MeantReply reply = Meaning.TLS_STARTS.reply(mechanism);
    // First the filter, then the reply: the client's handshake may follow at once.
    session.getFilterChain().addFirst(ControlTls.NAME, new ControlTls(tls, reply));
    session.write(reply);
  }
}
