package dev.ftpnat.internal.server;

/** PORT (RFC 959): the client names an IPv4 address and a port. */
final class PortCommand extends ActiveCommand {

  PortCommand(NetworkCard network) {
    super("PORT", network);
  }

  @Override
  HostPort parse(String argument, AddressFamily family) {
    return HostPort.ofPort(argument, family);
  }
}
