package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.net.AddressFamily;
import java.net.InetSocketAddress;
import org.apache.ftpserver.DataConnectionException;
import org.apache.ftpserver.ftplet.FtpReply;

/** PASV (RFC 959): names the address and the port that the client has to connect to. */
final class PasvCommand extends DataConnectionCommand {

  @Override
  FtpReply reply(SessionDataConnections data, String argument) {
    if (data.insistsOnEpsv()) {
      return Meaning.AFTER_EPSV_ALL.reply("PASV");
    }
    if (data.family() != AddressFamily.IPV4) {
      // 227 has no room for the address. Some servers fill in nonsense; clients then go there.
      return otherFamily(data.family());
    }
    try {
      InetSocketAddress agreed = data.initPassiveDataConnection();
      String host = agreed.getAddress().getHostAddress().replace('.', ',');
      int port = agreed.getPort();
      // Formatted by hand: a format has the digits of the default locale, Arabic ones for example.
      return Meaning.PASSIVE.reply(host + "," + (port >> 8) + "," + (port & 0xff));
    } catch (DataConnectionException e) {
      return Meaning.CANT_LISTEN.reply(e.getMessage());
    }
  }
}
