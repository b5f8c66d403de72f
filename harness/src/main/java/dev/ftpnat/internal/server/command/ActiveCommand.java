package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.session.AddressFamily;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.Endpoint;
import java.net.InetSocketAddress;
import org.apache.ftpserver.ftplet.FtpReply;

/** A command in which the client names its own address. */
abstract class ActiveCommand extends DataConnectionCommand {

  private final String name;
  private final ServerNic network;

  ActiveCommand(String name, ServerNic network) {
    this.name = name;
    this.network = network;
  }

  abstract HostPortArgument parse(String argument, AddressFamily family);

  @Override
  final FtpReply reply(SessionDataConnections data, String argument) {
    if (data.insistsOnEpsv()) {
      return Meaning.AFTER_EPSV_ALL.reply(name);
    }
    HostPortArgument parsed = parse(argument, data.family());
    if (parsed instanceof HostPortArgument.Target target) {
      Endpoint meant = network.meant(target.endpoint());
      data.initActiveDataConnection(new InetSocketAddress(meant.address(), meant.port()));
      return Meaning.ACTIVE.reply(name);
    }
    return parsed instanceof HostPortArgument.Malformed malformed
        ? Meaning.BAD_HOST_PORT.reply(malformed.why())
        : otherFamily(data.family());
  }
}
