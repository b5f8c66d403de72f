package dev.ftpnat.internal.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.FtpIoSession;

/** Commands about files that need no data connection, where MINA's answer isn't the RFCs'. */
final class FileCommands {

  private static final int PATHNAME_CREATED = FtpReply.REPLY_257_PATHNAME_CREATED;

  private FileCommands() {}

  /** PWD (RFC 959 appendix II). */
  static FtpReply printDirectory(FtpIoSession session, String argument) throws FtpException {
    String path = session.getFileSystemView().getWorkingDirectory().getAbsolutePath();
    return new DefaultFtpReply(PATHNAME_CREATED, quoted(path) + " is current directory.");
  }

  /** MKD (RFC 959 appendix II). */
  static FtpReply makeDirectory(FtpIoSession session, String argument) throws FtpException {
    if (argument == null) {
      return ReplyCommand.argumentMissing();
    }
    FtpFile directory = session.getFileSystemView().getFile(argument);
    if (directory == null) {
      return ReplyCommand.unavailable(argument, "Not a valid name");
    }
    String path = directory.getAbsolutePath();
    if (directory.doesExist()) {
      return ReplyCommand.unavailable(path, "Already exists");
    }
    return directory.isWritable() && directory.mkdir()
        ? new DefaultFtpReply(PATHNAME_CREATED, quoted(path) + " created.")
        : ReplyCommand.unavailable(path, "Can't create directory");
  }

  /** A quote in a pathname is doubled, so that the client finds its end. */
  private static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  /** MLST (RFC 3659 section 7): the facts of one file, over the control connection. */
  static FtpReply listFacts(FtpIoSession session, String argument) throws FtpException {
    FtpFile file = ReplyCommand.existing(session, argument == null ? "./" : argument);
    if (file == null) {
      return ReplyCommand.unavailable(argument, "No such file or directory");
    }
    String name = argument == null ? file.getAbsolutePath() : argument;
    return new DefaultFtpReply(
        FtpReply.REPLY_250_REQUESTED_FILE_ACTION_OKAY,
        "Listing " + name + "\n " + FileFacts.line(session, file, name) + "\nEnd.");
  }

  /** SIZE (RFC 3659 section 4): how many bytes a RETR would carry, in the present TYPE. */
  static FtpReply size(FtpIoSession session, String argument) throws FtpException, IOException {
    if (argument == null) {
      return ReplyCommand.argumentMissing();
    }
    FtpFile file = ReplyCommand.existing(session, argument);
    if (file == null) {
      return ReplyCommand.unavailable(argument, "No such file or directory");
    }
    if (!file.isFile()) {
      return ReplyCommand.unavailable(argument, "Not a plain file");
    }
    long size = session.getDataType() == DataType.ASCII ? sizeInAscii(file) : file.getSize();
    return new DefaultFtpReply(FtpReply.REPLY_213_FILE_STATUS, Long.toString(size));
  }

  /** Every line feed that has no carriage return before it gets one. */
  private static long sizeInAscii(FtpFile file) throws IOException {
    long size = 0;
    int before = 0;
    try (InputStream bytes = new BufferedInputStream(file.createInputStream(0))) {
      for (int next = bytes.read(); next >= 0; next = bytes.read()) {
        size += next == '\n' && before != '\r' ? 2 : 1;
        before = next;
      }
    }
    return size;
  }
}
