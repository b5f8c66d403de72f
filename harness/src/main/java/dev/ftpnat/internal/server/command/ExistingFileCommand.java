package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.reply.Meaning;
import java.io.IOException;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * A command of MINA's about a file that must exist: MINA says 350 to RNFR of nothing, and to DELE
 * of nothing that it may work later (450).
 */
final class ExistingFileCommand extends AbstractCommand {

  private final Command command;

  ExistingFileCommand(Command command) {
    this.command = command;
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws IOException, FtpException {
    if (request.hasArgument() && ReplyCommand.existing(session, request.getArgument()) == null) {
      session.resetState();
      session.write(Meaning.NO_SUCH_FILE.reply(request.getArgument()));
      return;
    }
    command.execute(session, context, request);
  }
}
