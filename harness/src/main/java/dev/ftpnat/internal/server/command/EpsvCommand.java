package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.Meaning;
import java.util.Locale;
import org.apache.ftpserver.DataConnectionException;
import org.apache.ftpserver.ftplet.FtpReply;

/** EPSV (RFC 2428): names only a port, at the address of the control connection. */
final class EpsvCommand extends DataConnectionCommand {

  @Override
  FtpReply reply(SessionDataConnections data, String argument) {
    if (argument == null || argument.equals(String.valueOf(data.family().number()))) {
      return listen(data);
    }
    if (argument.toUpperCase(Locale.ROOT).equals("ALL")) {
      data.insistOnEpsv();
      return Meaning.EPSV_ALL.reply();
    }
    return otherFamily(data.family());
  }

  private static FtpReply listen(SessionDataConnections data) {
    try {
      int port = data.initPassiveDataConnection().getPort();
      return Meaning.EXTENDED_PASSIVE.reply(port);
    } catch (DataConnectionException e) {
      return Meaning.CANT_LISTEN.reply(e.getMessage());
    }
  }
}
