package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.Meaning;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.command.impl.listing.DirectoryLister;
import org.apache.ftpserver.command.impl.listing.FileFormater;
import org.apache.ftpserver.command.impl.listing.LISTFileFormater;
import org.apache.ftpserver.command.impl.listing.ListArgument;
import org.apache.ftpserver.command.impl.listing.ListArgumentParser;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/** A listing over a data connection that isn't MINA's: MLSD and NLST. */
final class ListingCommand extends AbstractCommand {

  private final String verb;
  private final Content content;

  private ListingCommand(String verb, Content content) {
    this.verb = verb;
    this.content = content;
  }

  /** What is listed. */
  private interface Content {

    /**
     * The lines, each with its end.
     *
     * @param argument what follows the command, or null
     * @throws RefusedException if there is nothing that could be listed
     */
    String lines(FtpIoSession session, String argument)
        throws FtpException, IOException, RefusedException;
  }

  /** Instead of a listing. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient FtpReply reply;

    RefusedException(FtpReply reply) {
      super(reply.toString());
      this.reply = reply;
    }
  }

  /** MLSD (RFC 3659 section 7): the facts of all files in a directory. */
  static ListingCommand facts() {
    return new ListingCommand("MLSD", ListingCommand::facts);
  }

  /**
   * NLST (RFC 959, RFC 1123 section 4.1.2.7): names that RETR takes as they are. MINA leaves out
   * the directory that the client has named, and answers twice to what it can't read.
   */
  static ListingCommand names() {
    return new ListingCommand("NLST", ListingCommand::names);
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws FtpException, IOException {
    session.resetState();
    SessionDataConnections data = SessionDataConnections.of(session);
    try {
      String lines = content.lines(session, request.getArgument());
      session.write(
          data.getInetAddress() == null
              ? Meaning.DATA_ADDRESS_FIRST.reply()
              : transfer(session, data, lines));
    } catch (RefusedException refused) {
      session.write(refused.reply);
    } finally {
      data.closeDataConnection();
    }
  }

  private static String facts(FtpIoSession session, String argument)
      throws FtpException, RefusedException {
    FtpFile directory = ReplyCommand.existing(session, argument == null ? "./" : argument);
    if (directory == null) {
      throw new RefusedException(Meaning.NO_SUCH_FILE.reply(argument));
    }
    if (!directory.isDirectory()) {
      throw new RefusedException(Meaning.NOT_A_DIRECTORY_TO_LIST.reply(argument));
    }
    List<? extends FtpFile> files = directory.listFiles();
    if (files == null) {
      throw new RefusedException(Meaning.CANT_LIST.reply(argument));
    }
    StringBuilder lines = new StringBuilder();
    for (FtpFile file : files) {
      lines.append(FileFacts.line(session, file, file.getName())).append("\r\n");
    }
    return lines.toString();
  }

  private static String names(FtpIoSession session, String argument)
      throws FtpException, IOException, RefusedException {
    if (SessionDataConnections.of(session).getInetAddress() == null) {
      throw new RefusedException(Meaning.DATA_ADDRESS_FIRST.reply());
    }
    ListArgument listed;
    try {
      listed = ListArgumentParser.parse(argument);
    } catch (IllegalArgumentException e) {
      // A pattern in the name of a directory.
      throw new RefusedException(Meaning.BAD_ARGUMENT.reply("NLST"));
    }
    FtpFile file = ReplyCommand.existing(session, listed.getFile());
    if (file == null) {
      throw new RefusedException(Meaning.NO_SUCH_FILE_TO_LIST.reply());
    }
    FileFormater format =
        listed.hasOption('l')
            ? new LISTFileFormater()
            : each -> nameAsSaid(listed.getFile(), file, each) + "\r\n";
    return new DirectoryLister().listFiles(listed, session.getFileSystemView(), format);
  }

  private static String nameAsSaid(String said, FtpFile listed, FtpFile file) {
    if (!listed.isDirectory()) {
      return said;
    }
    if (said.isEmpty() || said.equals(".") || said.equals("./")) {
      return file.getName();
    }
    return said + (said.endsWith("/") ? "" : "/") + file.getName();
  }

  private FtpReply transfer(FtpIoSession session, SessionDataConnections data, String lines) {
    session.write(Meaning.SENDING_LISTING.reply(verb));
    DataConnection connection;
    try {
      connection = data.openConnection();
    } catch (IOException e) {
      return Meaning.CANT_CONNECT.reply(verb);
    }
    try {
      connection.transferToClient(session.getFtpletSession(), lines);
      return Meaning.LISTING_SENT.reply(verb);
    } catch (SocketException e) {
      return Meaning.CONNECTION_LOST.reply(verb);
    } catch (IOException e) {
      return Meaning.LISTING_FAILED.reply(verb);
    }
  }
}
