package dev.ftpnat.internal.server;

import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/** AUTH (RFC 4217): the client asks for TLS on the control connection. */
final class AuthCommand extends AbstractCommand {

  private static final int SECURITY_MECHANISM_ACCEPTED = 234;
  private static final int REFUSED_FOR_POLICY = 534;

  private final TlsSettings tls;

  AuthCommand(TlsSettings tls) {
    this.tls = tls;
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws SSLException {
    session.resetState();
    if (!request.hasArgument()) {
      session.write(
          new DefaultFtpReply(
              FtpReply.REPLY_501_SYNTAX_ERROR_IN_PARAMETERS_OR_ARGUMENTS,
              "AUTH takes a mechanism: TLS."));
      return;
    }
    if (ControlTls.protects(session)) {
      session.write(new DefaultFtpReply(REFUSED_FOR_POLICY, "The session is secured already."));
      return;
    }
    String mechanism = request.getArgument().strip().toUpperCase(Locale.ROOT);
    switch (mechanism) {
      case "TLS", "TLS-C" -> secure(session, mechanism);
      case "SSL", "TLS-P" -> {
        // These two promise that data connections are private without a PROT P.
        session.getDataConnection().setSecure(true);
        secure(session, mechanism);
      }
      default ->
          session.write(
              new DefaultFtpReply(
                  FtpReply.REPLY_504_COMMAND_NOT_IMPLEMENTED_FOR_THAT_PARAMETER,
                  "AUTH " + mechanism + " is not known, use TLS."));
    }
  }

  private void secure(FtpIoSession session, String mechanism) throws SSLException {
    FtpReply reply =
        new DefaultFtpReply(
            SECURITY_MECHANISM_ACCEPTED, "AUTH " + mechanism + " okay, starting TLS.");
    // First the filter, then the reply: the client's handshake may follow at once.
    session.getFilterChain().addFirst(ControlTls.NAME, new ControlTls(tls, reply));
    session.write(reply);
  }
}
