package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.session.AddressFamily;
import dev.ftpnat.internal.server.spi.ServerNic;

/** PORT (RFC 959): the client names an IPv4 address and a port. */
final class PortCommand extends ActiveCommand {

  PortCommand(ServerNic network) {
    super("PORT", network);
  }

  @Override
  HostPortArgument parse(String argument, AddressFamily family) {
    return HostPortArgument.ofPort(argument, family);
  }
}
