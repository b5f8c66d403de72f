package dev.ftpnat.internal.server;

import java.util.Locale;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.FtpIoSession;

/** TYPE, OPTS and ALLO: how the session is to be, and what it needs no telling of. */
final class SettingCommands {

  private SettingCommands() {}

  /** TYPE (RFC 959 section 3.1.1): A, I, and L 8, which is the same as I here. */
  static FtpReply type(FtpIoSession session, String argument) {
    if (argument == null) {
      return ReplyCommand.argumentMissing();
    }
    String type = argument.toUpperCase(Locale.ROOT).replace(" ", "");
    switch (type) {
      case "A", "AN" -> session.setDataType(DataType.ASCII);
      case "I", "L8" -> session.setDataType(DataType.BINARY);
      default -> {
        return new DefaultFtpReply(
            FtpReply.REPLY_504_COMMAND_NOT_IMPLEMENTED_FOR_THAT_PARAMETER,
            "TYPE " + argument + " is not implemented, use A or I.");
      }
    }
    return ReplyCommand.okay("Command TYPE okay.");
  }

  /** OPTS (RFC 2389 section 4): MLST, and UTF8, which can't be turned off. */
  static FtpReply options(FtpIoSession session, String argument) {
    if (argument == null) {
      return ReplyCommand.argumentMissing();
    }
    String[] words = argument.toUpperCase(Locale.ROOT).split(" +", 2);
    String value = words.length == 2 ? words[1].strip() : "";
    if (words[0].equals("MLST")) {
      return ReplyCommand.okay(("MLST OPTS " + FileFacts.choose(session, value)).strip());
    }
    if (words[0].equals("UTF8") && !value.equals("OFF")) {
      return ReplyCommand.okay("Names are in UTF-8.");
    }
    return new DefaultFtpReply(
        FtpReply.REPLY_501_SYNTAX_ERROR_IN_PARAMETERS_OR_ARGUMENTS,
        "OPTS " + argument + " is not understood.");
  }

  /** ALLO (RFC 959): obsolete, because no server has to be told how large a file will be. */
  static FtpReply allocate(FtpIoSession session, String argument) {
    return argument == null
        ? ReplyCommand.argumentMissing()
        : new DefaultFtpReply(
            FtpReply.REPLY_202_COMMAND_NOT_IMPLEMENTED, "No storage allocation is necessary.");
  }
}
