package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.reply.Meaning;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.FtpIoSession;

/** Commands about files that need no data connection, where MINA's answer isn't the RFCs'. */
final class FileCommands {

  private FileCommands() {}

  /** PWD (RFC 959 appendix II). */
  static FtpReply printDirectory(FtpIoSession session, String argument) throws FtpException {
    String path = session.getFileSystemView().getWorkingDirectory().getAbsolutePath();
    return Meaning.WORKING_DIRECTORY.reply(quoted(path));
  }

  /** MKD (RFC 959 appendix II). */
  static FtpReply makeDirectory(FtpIoSession session, String argument) throws FtpException {
    if (argument == null) {
      return Meaning.BAD_ARGUMENT.reply("MKD");
    }
    FtpFile directory = session.getFileSystemView().getFile(argument);
    if (directory == null) {
      return Meaning.NOT_A_NAME.reply(argument);
    }
    String path = directory.getAbsolutePath();
    if (directory.doesExist()) {
      return Meaning.EXISTS_ALREADY.reply(path);
    }
    return directory.isWritable() && directory.mkdir()
        ? Meaning.DIRECTORY_MADE.reply(quoted(path))
        : Meaning.CANT_MAKE_DIRECTORY.reply(path);
  }

  /** A quote in a pathname is doubled, so that the client finds its end. */
  private static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  /** MLST (RFC 3659 section 7): the facts of one file, over the control connection. */
  static FtpReply listFacts(FtpIoSession session, String argument) throws FtpException {
    FtpFile file = ReplyCommand.existing(session, argument == null ? "./" : argument);
    if (file == null) {
      return Meaning.NO_SUCH_FILE.reply(argument);
    }
    String name = argument == null ? file.getAbsolutePath() : argument;
    return Meaning.FACTS.reply(name, FileFacts.line(session, file, name));
  }

  /** SIZE (RFC 3659 section 4): how many bytes a RETR would carry, in the present TYPE. */
  static FtpReply size(FtpIoSession session, String argument) throws FtpException, IOException {
    if (argument == null) {
      return Meaning.BAD_ARGUMENT.reply("SIZE");
    }
    FtpFile file = ReplyCommand.existing(session, argument);
    if (file == null) {
      return Meaning.NO_SUCH_FILE.reply(argument);
    }
    if (!file.isFile()) {
      return Meaning.NOT_A_PLAIN_FILE.reply(argument);
    }
    long size = session.getDataType() == DataType.ASCII ? sizeInAscii(file) : file.getSize();
    return Meaning.SIZE.reply(size);
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
