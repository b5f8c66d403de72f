package dev.ftpnat.internal.server;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/** MLSD (RFC 3659 section 7): the facts of all files in a directory, over a data connection. */
final class MlsdCommand extends AbstractCommand {

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws FtpException {
    session.resetState();
    VirtualDataConnectionFactory data = VirtualDataConnectionFactory.of(session);
    try {
      FtpFile directory =
          ReplyCommand.existing(session, request.hasArgument() ? request.getArgument() : "./");
      FtpReply refusal = refusal(data, directory, request.getArgument());
      if (refusal != null) {
        session.write(refusal);
        return;
      }
      List<? extends FtpFile> files = directory.listFiles();
      session.write(
          files == null
              ? ReplyCommand.unavailable(request.getArgument(), "It can't be listed")
              : transfer(session, data, files));
    } finally {
      data.closeDataConnection();
    }
  }

  private static FtpReply refusal(
      VirtualDataConnectionFactory data, FtpFile directory, String argument) {
    if (directory == null) {
      return ReplyCommand.unavailable(argument, "No such file or directory");
    }
    if (!directory.isDirectory()) {
      return new DefaultFtpReply(
          FtpReply.REPLY_501_SYNTAX_ERROR_IN_PARAMETERS_OR_ARGUMENTS,
          argument + " is not a directory.");
    }
    return data.getInetAddress() == null
        ? new DefaultFtpReply(
            FtpReply.REPLY_503_BAD_SEQUENCE_OF_COMMANDS, "PORT or PASV must be issued first")
        : null;
  }

  private static FtpReply transfer(
      FtpIoSession session, VirtualDataConnectionFactory data, List<? extends FtpFile> files) {
    StringBuilder lines = new StringBuilder();
    for (FtpFile file : files) {
      lines.append(FileFacts.line(session, file, file.getName())).append("\r\n");
    }
    session.write(
        new DefaultFtpReply(
            FtpReply.REPLY_150_FILE_STATUS_OKAY,
            "File status okay; about to open data connection."));
    DataConnection connection;
    try {
      connection = data.openConnection();
    } catch (IOException e) {
      return new DefaultFtpReply(
          FtpReply.REPLY_425_CANT_OPEN_DATA_CONNECTION, "Can't open data connection.");
    }
    try {
      connection.transferToClient(session.getFtpletSession(), lines.toString());
      return new DefaultFtpReply(
          FtpReply.REPLY_226_CLOSING_DATA_CONNECTION, "Closing data connection.");
    } catch (SocketException e) {
      return new DefaultFtpReply(
          FtpReply.REPLY_426_CONNECTION_CLOSED_TRANSFER_ABORTED, "Data connection error.");
    } catch (IOException e) {
      return new DefaultFtpReply(
          FtpReply.REPLY_551_REQUESTED_ACTION_ABORTED_PAGE_TYPE_UNKNOWN, "File listing failed.");
    }
  }
}
