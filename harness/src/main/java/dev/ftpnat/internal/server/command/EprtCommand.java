package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.session.AddressFamily;
import dev.ftpnat.internal.server.spi.ServerNic;

/** EPRT (RFC 2428): the client names a protocol, an address and a port. */
final class EprtCommand extends ActiveCommand {

  EprtCommand(ServerNic network) {
    super("EPRT", network);
  }

  @Override
  HostPortArgument parse(String argument, AddressFamily family) {
    return HostPortArgument.ofEprt(argument, family);
  }
}
