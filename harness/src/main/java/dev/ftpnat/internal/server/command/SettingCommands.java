package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.reply.Meaning;
import java.util.Locale;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.FtpIoSession;

/** TYPE, OPTS and ALLO: how the session is to be, and what it needs no telling of. */
final class SettingCommands {

  private SettingCommands() {}

  /** TYPE (RFC 959 section 3.1.1): A, I, and L 8, which is the same as I here. */
  static FtpReply type(FtpIoSession session, String argument) {
    if (argument == null) {
      return Meaning.BAD_ARGUMENT.reply("TYPE");
    }
    String type = argument.toUpperCase(Locale.ROOT).replace(" ", "");
    switch (type) {
      case "A", "AN" -> session.setDataType(DataType.ASCII);
      case "I", "L8" -> session.setDataType(DataType.BINARY);
      default -> {
        return Meaning.TYPE_NOT_IMPLEMENTED.reply(argument);
      }
    }
    return Meaning.TYPE_SET.reply(argument);
  }

  /** OPTS (RFC 2389 section 4): MLST, and UTF8, which can't be turned off. */
  static FtpReply options(FtpIoSession session, String argument) {
    if (argument == null) {
      return Meaning.BAD_ARGUMENT.reply("OPTS");
    }
    String[] words = argument.toUpperCase(Locale.ROOT).split(" +", 2);
    String value = words.length == 2 ? words[1].strip() : "";
    if (words[0].equals("MLST")) {
      return Meaning.FACTS_CHOSEN.reply(FileFacts.choose(session, value));
    }
    if (words[0].equals("UTF8") && !value.equals("OFF")) {
      return Meaning.UTF8_ON.reply();
    }
    return Meaning.OPTION_UNKNOWN.reply(argument);
  }

  /** ALLO (RFC 959): obsolete, because no server has to be told how large a file will be. */
  static FtpReply allocate(FtpIoSession session, String argument) {
    return argument == null ? Meaning.BAD_ARGUMENT.reply("ALLO") : Meaning.ALLOCATED.reply();
  }
}
