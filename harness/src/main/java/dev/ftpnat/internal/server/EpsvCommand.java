package dev.ftpnat.internal.server;

import java.util.Locale;
import org.apache.ftpserver.DataConnectionException;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;

/** EPSV (RFC 2428): names only a port, at the address of the control connection. */
final class EpsvCommand extends DataCommand {

  private static final int ENTERING_EXTENDED_PASSIVE_MODE = 229;

  @Override
  FtpReply reply(VirtualDataConnectionFactory data, String argument) {
    if (argument == null || argument.equals(String.valueOf(data.family().number()))) {
      return listen(data);
    }
    if (argument.toUpperCase(Locale.ROOT).equals("ALL")) {
      data.insistOnEpsv();
      return new DefaultFtpReply(
          FtpReply.REPLY_200_COMMAND_OKAY, "EPSV ALL okay: PASV, PORT and EPRT are refused.");
    }
    return otherFamily(data.family());
  }

  private static FtpReply listen(VirtualDataConnectionFactory data) {
    try {
      int port = data.initPassiveDataConnection().getPort();
      return new DefaultFtpReply(
          ENTERING_EXTENDED_PASSIVE_MODE, "Entering Extended Passive Mode (|||" + port + "|)");
    } catch (DataConnectionException e) {
      return cantListen(e);
    }
  }
}
