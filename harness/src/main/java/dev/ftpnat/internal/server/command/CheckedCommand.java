package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.Meaning;
import java.io.IOException;
import java.util.Optional;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/** A command of MINA's that is refused where MINA goes too far before it finds that it can't. */
final class CheckedCommand extends AbstractCommand {

  private final Command command;
  private final Check check;

  /** What must be so before the command is executed. */
  private interface Check {

    /** Why it isn't executed, if it isn't. */
    Optional<FtpReply> refusal(FtpIoSession session, String path) throws FtpException;
  }

  private CheckedCommand(Command command, Check check) {
    this.command = command;
    this.check = check;
  }

  /**
   * One about a file that must exist: MINA says 350 to RNFR of nothing, and to DELE of nothing that
   * it may work later (450).
   */
  static CheckedCommand ofExisting(Command command) {
    return new CheckedCommand(
        command,
        (session, path) ->
            ReplyCommand.existing(session, path) == null
                ? Optional.of(Meaning.NO_SUCH_FILE.reply(path))
                : Optional.empty());
  }

  /**
   * An upload: MINA says 150 to one into a directory that isn't there, lets the client send, and
   * blames the file in the end (551).
   */
  static CheckedCommand ofUpload(Command command) {
    return new CheckedCommand(command, CheckedCommand::unwritable);
  }

  private static Optional<FtpReply> unwritable(FtpIoSession session, String path)
      throws FtpException {
    SessionDataConnections data = SessionDataConnections.of(session);
    FtpFile file = session.getFileSystemView().getFile(path);
    if (data.getInetAddress() == null || file == null) {
      // MINA says so.
      return Optional.empty();
    }
    Optional<FtpReply> refusal = Optional.empty();
    String absolute = file.getAbsolutePath();
    FtpFile directory =
        ReplyCommand.existing(session, absolute.substring(0, absolute.lastIndexOf('/') + 1));
    if (directory == null || !directory.isDirectory()) {
      refusal = Optional.of(Meaning.NO_SUCH_FILE.reply(absolute));
    } else if (file.isDirectory()) {
      refusal = Optional.of(Meaning.NOT_A_PLAIN_FILE.reply(absolute));
    }
    if (refusal.isPresent()) {
      data.closeDataConnection();
    }
    return refusal;
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws IOException, FtpException {
    Optional<FtpReply> refusal =
        request.hasArgument() ? check.refusal(session, request.getArgument()) : Optional.empty();
    if (refusal.isPresent()) {
      session.resetState();
      session.write(refusal.get());
      return;
    }
    command.execute(session, context, request);
  }
}
