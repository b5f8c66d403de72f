package dev.ftpnat.internal.server;

import java.util.Locale;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.FtpIoSession;

/** PBSZ and PROT (RFC 2228, RFC 4217 section 9): whether data connections are private. */
final class ProtectionCommands {

  private static final int LEVEL_NOT_SUPPORTED = 536;
  private static final String BUFFER_AGREED = "ftpnat.pbsz";

  private ProtectionCommands() {}

  /** TLS needs no protection buffer, so its size is 0 whatever the client asks for. */
  static FtpReply bufferSize(FtpIoSession session, String argument) {
    if (argument == null || !argument.matches("[0-9]{1,10}")) {
      return ReplyCommand.argumentMissing();
    }
    session.setAttribute(BUFFER_AGREED);
    return ReplyCommand.okay("PBSZ=0");
  }

  /** PROT, refused before PBSZ as by vsftpd and ProFTPD. */
  static FtpReply level(FtpIoSession session, String argument) {
    if (argument == null) {
      return ReplyCommand.argumentMissing();
    }
    if (!session.containsAttribute(BUFFER_AGREED)) {
      return new DefaultFtpReply(
          FtpReply.REPLY_503_BAD_SEQUENCE_OF_COMMANDS, "PROT is refused before PBSZ.");
    }
    String level = argument.toUpperCase(Locale.ROOT);
    return switch (level) {
      case "C", "P" -> {
        session.getDataConnection().setSecure(level.equals("P"));
        yield ReplyCommand.okay("Command PROT okay.");
      }
      case "S", "E" ->
          new DefaultFtpReply(LEVEL_NOT_SUPPORTED, "PROT " + level + " is not possible with TLS.");
      default ->
          new DefaultFtpReply(
              FtpReply.REPLY_504_COMMAND_NOT_IMPLEMENTED_FOR_THAT_PARAMETER,
              "There is no PROT " + level + ".");
    };
  }
}
