package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.reply.Meaning;
import java.util.Locale;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.FtpIoSession;

/** PBSZ and PROT (RFC 2228, RFC 4217 section 9): whether data connections are private. */
final class ProtectionCommands {

  private static final String BUFFER_AGREED = "ftpnat.pbsz";

  private ProtectionCommands() {}

  /** What was agreed on is over with the TLS that it was agreed on in (RFC 2228 section 3). */
  static void forget(FtpIoSession session) {
    session.removeAttribute(BUFFER_AGREED);
    session.getDataConnection().setSecure(false);
  }

  /** TLS needs no protection buffer, so its size is 0 whatever the client asks for. */
  static FtpReply bufferSize(FtpIoSession session, String argument) {
    if (argument == null || !argument.matches("[0-9]{1,10}")) {
      return Meaning.BAD_ARGUMENT.reply("PBSZ");
    }
    session.setAttribute(BUFFER_AGREED);
    return Meaning.BUFFER_SIZE_SET.reply();
  }

  /** PROT, refused before PBSZ as by vsftpd and ProFTPD. */
  static FtpReply level(FtpIoSession session, String argument) {
    if (argument == null) {
      return Meaning.BAD_ARGUMENT.reply("PROT");
    }
    if (!session.containsAttribute(BUFFER_AGREED)) {
      return Meaning.BUFFER_SIZE_FIRST.reply();
    }
    String level = argument.toUpperCase(Locale.ROOT);
    return switch (level) {
      case "C", "P" -> {
        session.getDataConnection().setSecure(level.equals("P"));
        yield Meaning.PROTECTION_SET.reply(level);
      }
      case "S", "E" -> Meaning.PROTECTION_IMPOSSIBLE.reply(level);
      default -> Meaning.PROTECTION_UNKNOWN.reply(level);
    };
  }
}
