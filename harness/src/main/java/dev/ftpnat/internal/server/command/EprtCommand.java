package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Server;

/** EPRT (RFC 2428): the client names a protocol, an address and a port. */
final class EprtCommand extends ActiveCommand {

  EprtCommand(Server description, ServerNic network) {
    super("EPRT", description, network);
  }

  @Override
  HostPortArgument parse(String argument, AddressFamily family) {
    return HostPortArgument.ofEprt(argument, family);
  }
}
