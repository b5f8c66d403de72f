package dev.ftpnat.internal.server;

/** EPRT (RFC 2428): the client names a protocol, an address and a port. */
final class EprtCommand extends ActiveCommand {

  EprtCommand(NetworkCard network) {
    super("EPRT", network);
  }

  @Override
  HostPort parse(String argument, AddressFamily family) {
    return HostPort.ofEprt(argument, family);
  }
}
