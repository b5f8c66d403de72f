package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Server;

/** PORT (RFC 959): the client names an IPv4 address and a port. */
final class PortCommand extends ActiveCommand {

  PortCommand(Server description, ServerNic network) {
    super("PORT", description, network);
  }

  @Override
  HostPortArgument parse(String argument, AddressFamily family) {
    return HostPortArgument.ofPort(argument, family);
  }
}
