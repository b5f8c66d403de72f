package dev.ftpnat.internal.server;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.net.Endpoint;
import java.net.InetSocketAddress;
import org.apache.ftpserver.ftplet.FtpReply;

/** A command in which the client names its own address. */
abstract class ActiveCommand extends DataCommand {

  private final String name;
  private final NetworkCard network;

  ActiveCommand(String name, NetworkCard network) {
    this.name = name;
    this.network = network;
  }

  abstract HostPort parse(String argument, AddressFamily family);

  @Override
  final FtpReply reply(VirtualDataConnectionFactory data, String argument) {
    if (data.insistsOnEpsv()) {
      return Meaning.AFTER_EPSV_ALL.reply(name);
    }
    HostPort parsed = parse(argument, data.family());
    if (parsed instanceof HostPort.Target target) {
      Endpoint meant = network.meant(target.endpoint());
      data.initActiveDataConnection(new InetSocketAddress(meant.address(), meant.port()));
      return Meaning.ACTIVE.reply(name);
    }
    return parsed instanceof HostPort.Malformed malformed
        ? Meaning.BAD_HOST_PORT.reply(malformed.why())
        : otherFamily(data.family());
  }
}
