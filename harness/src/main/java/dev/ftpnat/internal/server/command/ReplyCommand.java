package dev.ftpnat.internal.server.command;

import java.io.IOException;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/** A command that is answered with one reply. It makes a REST or RNFR before it be forgotten. */
final class ReplyCommand extends AbstractCommand {

  /** What a command does. */
  @FunctionalInterface
  interface Action {

    /**
     * Does it, and says what came of it.
     *
     * @param argument what follows the command, or null
     */
    FtpReply reply(FtpIoSession session, String argument) throws FtpException, IOException;
  }

  private final Action action;

  ReplyCommand(Action action) {
    this.action = action;
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws FtpException, IOException {
    session.resetState();
    session.write(action.reply(session, request.getArgument()));
  }

  /** The file or directory of that name, or null if there is none. */
  static FtpFile existing(FtpIoSession session, String path) throws FtpException {
    FtpFile file = session.getFileSystemView().getFile(path);
    return file != null && file.doesExist() ? file : null;
  }
}
