package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.data.DataServices;
import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.MeantReply;
import dev.ftpnat.internal.server.script.ScriptFilter;
import dev.ftpnat.internal.server.session.CommandLine;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.session.SessionTls;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.DefaultFtpHandler;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes commands as MINA does, after asking the {@link CommandPolicy}. */
final class ControlHandler extends DefaultFtpHandler {

  private static final Logger LOGGER = LoggerFactory.getLogger(ControlHandler.class);

  private final CommandPolicy policy;
  private final DataServices data;
  private final Optional<Interpreter> interpreter;
  private FtpServerContext context;

  ControlHandler(CommandPolicy policy, DataServices data, Optional<Interpreter> interpreter) {
    this.policy = policy;
    this.data = data;
    this.interpreter = interpreter;
  }

  @Override
  public void init(FtpServerContext serverContext, Listener listener) {
    super.init(serverContext, listener);
    context = serverContext;
  }

  @Override
  public void sessionCreated(FtpIoSession session) throws Exception {
    super.sessionCreated(session);
    SessionDataConnections.plant(session, context, data);
  }

  @Override
  public void sessionOpened(FtpIoSession session) throws Exception {
    if (interpreter.isPresent()) {
      interpreter.get().opened(session, data);
    } else {
      super.sessionOpened(session);
    }
  }

  @Override
  public void messageReceived(FtpIoSession session, FtpRequest said) throws Exception {
    FtpRequest request = meant(said);
    String name = request.getCommand();
    SessionLog log = SessionLog.of(session);
    ScriptFilter script = ScriptFilter.of(session);
    log.executing(said);
    try {
      if (script.begin(session, verb(said), said)) {
        return;
      }
      if (interpreter.isPresent()) {
        interpreter.get().execute(session, ((CommandRequest) request).said());
        return;
      }
      execute(session, request, name);
      if (script.needsNoPassword()) {
        script.beginSilently();
        FtpRequest password = new CommandRequest(new CommandLine("PASS none", false));
        execute(session, password, password.getCommand());
      }
    } finally {
      script.end();
      log.executed();
    }
    if (SessionTls.isOver(session)) {
      session.closeOnFlush();
    }
  }

  /** A file may have been listed under another name. */
  private FtpRequest meant(FtpRequest said) {
    if (!(said instanceof CommandRequest request) || !said.hasArgument()) {
      return said;
    }
    CommandLine line = request.said();
    String name = data.listings().meant(line.argument());
    return name.equals(line.argument())
        ? said
        : new CommandRequest(new CommandLine(line.verb() + " " + name, line.encrypted()));
  }

  /** As the client said it, which may be an old name. */
  private static String verb(FtpRequest request) {
    return request.getRequestLine().split(" ", 2)[0];
  }

  private void execute(FtpIoSession session, FtpRequest request, String name) throws Exception {
    Optional<MeantReply> refusal =
        policy.refusal(request, ControlTls.protects(session), ControlTls.isCleared(session));
    if (refusal.isPresent()) {
      session.write(refusal.get());
      return;
    }
    Command command = context.getCommandFactory().getCommand(name);
    Optional<MeantReply> outOfOrder = CommandOrder.refusal(session, request, command != null);
    if (outOfOrder.isPresent()) {
      session.write(outOfOrder.get());
      return;
    }
    if (!session.isLoggedIn() && CommandPolicy.isPublic(name)) {
      session.updateLastAccessTime();
      command.execute(session, context, request);
      return;
    }
    super.messageReceived(session, request);
  }

  @Override
  public void exceptionCaught(FtpIoSession session, Throwable cause) throws Exception {
    if (cause instanceof SSLException) {
      // The client's doing, and no error of the server.
      LOGGER.debug("Session {} ends: its TLS failed", session.getId(), cause);
      session.closeOnFlush();
      return;
    }
    super.exceptionCaught(session, cause);
  }
}
