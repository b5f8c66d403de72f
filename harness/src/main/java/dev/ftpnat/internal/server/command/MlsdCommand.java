package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.Meaning;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.DataConnection;
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
    SessionDataConnections data = SessionDataConnections.of(session);
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
              ? Meaning.CANT_LIST.reply(request.getArgument())
              : transfer(session, data, files));
    } finally {
      data.closeDataConnection();
    }
  }

  private static FtpReply refusal(SessionDataConnections data, FtpFile directory, String argument) {
    if (directory == null) {
      return Meaning.NO_SUCH_FILE.reply(argument);
    }
    if (!directory.isDirectory()) {
      return Meaning.NOT_A_DIRECTORY_TO_LIST.reply(argument);
    }
    return data.getInetAddress() == null ? Meaning.DATA_ADDRESS_FIRST.reply() : null;
  }

  private static FtpReply transfer(
      FtpIoSession session, SessionDataConnections data, List<? extends FtpFile> files) {
    StringBuilder lines = new StringBuilder();
    for (FtpFile file : files) {
      lines.append(FileFacts.line(session, file, file.getName())).append("\r\n");
    }
    session.write(Meaning.SENDING_LISTING.reply("MLSD"));
    DataConnection connection;
    try {
      connection = data.openConnection();
    } catch (IOException e) {
      return Meaning.CANT_CONNECT.reply("MLSD");
    }
    try {
      connection.transferToClient(session.getFtpletSession(), lines.toString());
      return Meaning.LISTING_SENT.reply("MLSD");
    } catch (SocketException e) {
      return Meaning.CONNECTION_LOST.reply("MLSD");
    } catch (IOException e) {
      return Meaning.LISTING_FAILED.reply("MLSD");
    }
  }
}
