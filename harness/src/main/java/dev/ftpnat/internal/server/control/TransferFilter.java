package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.data.TransferProgress;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import dev.ftpnat.internal.server.script.ScriptFilter;
import dev.ftpnat.internal.server.session.CommandLine;
import java.util.Optional;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;

/**
 * Hears what a client says while a transfer runs. It stands before the thread that executes
 * commands, because that thread is the one that transfers.
 *
 * <p>ABOR ends the data connection at once, and so does a client that leaves (RFC 959: "an
 * unexpected close on the control connection will cause the server to take the effective action of
 * an abort"). If the transfer's command still waits for its turn, the transfer ends as soon as it
 * begins. The ABOR itself is answered in its turn, after the 426 of the transfer.
 *
 * <p>NOOP, with which clients keep a NAT from forgetting the control connection, is answered at
 * once, and so is STAT, which "may be sent during a file transfer" (RFC 959). Everything else waits
 * for its turn; so do these if something waits already.
 */
final class TransferFilter extends IoFilterAdapter {

  /** The first digit of replies that a transfer begins with (RFC 959 section 4.2.1). */
  private static final int PRELIMINARY = 1;

  private final SessionExecutor sessionThreads;
  private final CommandPolicy policy;
  private final Optional<Interpreter> interpreter;
  private boolean inputClosed;

  TransferFilter(
      SessionExecutor sessionThreads, CommandPolicy policy, Optional<Interpreter> interpreter) {
    this.sessionThreads = sessionThreads;
    this.policy = policy;
    this.interpreter = interpreter;
  }

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message) {
    CommandLine line = (CommandLine) message;
    if (interpreter.isPresent()) {
      boolean late = !line.encrypted() && ControlTls.protects(session);
      if (late
          || !interpreter.get().meanwhile(session, line, sessionThreads.waiting(session) > 0)) {
        next.messageReceived(session, message);
      }
      return;
    }
    SessionDataConnections data = SessionDataConnections.of(session);
    if (data != null && isObeyed(session, line)) {
      if (line.verb().equals("ABOR")
          && ScriptFilter.of(session).executes("ABOR", line.argument())) {
        data.abort(sessionThreads.isRunning(session) || sessionThreads.waiting(session) > 0);
      }
      Optional<MeantReply> reply = data.transfer().flatMap(transfer -> reply(line, transfer));
      if (reply.isPresent() && sessionThreads.waiting(session) == 0) {
        session.write(reply.get());
        return;
      }
    }
    next.messageReceived(session, message);
  }

  /** What is refused, or discarded since it came in clear, does nothing here either. */
  private boolean isObeyed(IoSession session, CommandLine line) {
    return line.unreadable().isEmpty()
        && (line.encrypted() || !ControlTls.protects(session))
        && policy
            .refusal(new CommandRequest(line), line.encrypted(), ControlTls.isCleared(session))
            .isEmpty();
  }

  private Optional<MeantReply> reply(CommandLine line, TransferProgress transfer) {
    return switch (new CommandRequest(line).getRequestLine()) {
      case "NOOP" -> Optional.of(Meaning.NOOP_MEANWHILE.reply());
      case "STAT" -> Optional.of(Meaning.STATUS_MEANWHILE.reply(transfer.bytes()));
      default -> Optional.empty();
    };
  }

  @Override
  public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
    if (interpreter.isEmpty()
        && request.getMessage() instanceof FtpReply reply
        && reply.getCode() / 100 == PRELIMINARY) {
      // Before it is sent, because the client may go on at once.
      SessionDataConnections.of(session).announce();
    }
    next.filterWrite(session, request);
  }

  @Override
  public void inputClosed(NextFilter next, IoSession session) {
    if (inputClosed) {
      return;
    }
    inputClosed = true;
    // MINA would report the end of the input again and again until the session is closed.
    session.suspendRead();
    if (interpreter.isEmpty() || interpreter.get().left(session)) {
      abandon(session);
    }
    // The client may have closed its sending side only, and still read the last replies. MINA's own
    // filter would pass the event on before the commands that came earlier are answered.
    sessionThreads.execute(session, session::closeOnFlush);
  }

  @Override
  public void sessionClosed(NextFilter next, IoSession session) {
    if (interpreter.isEmpty() || interpreter.get().closed(session)) {
      abandon(session);
    } else {
      // A reset is no other end to a server that doesn't look: its transfer goes on.
      sessionThreads.executeAtLatest(session, () -> abandon(session));
    }
    next.sessionClosed(session);
  }

  private static void abandon(IoSession session) {
    SessionDataConnections data = SessionDataConnections.of(session);
    if (data != null) {
      data.dispose();
    }
  }
}
