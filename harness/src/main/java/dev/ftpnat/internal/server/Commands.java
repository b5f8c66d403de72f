package dev.ftpnat.internal.server;

import dev.ftpnat.topology.Server;
import org.apache.ftpserver.command.CommandFactory;
import org.apache.ftpserver.command.CommandFactoryFactory;

/** MINA's commands, with those replaced that name addresses and ports or are below the RFCs. */
final class Commands {

  private Commands() {}

  static CommandFactory of(Server description, NetworkCard network, TlsSettings tls) {
    CommandFactoryFactory factory = new CommandFactoryFactory();
    factory.addCommand("PASV", new PasvCommand());
    factory.addCommand("EPSV", new EpsvCommand());
    factory.addCommand("PORT", new PortCommand(network));
    factory.addCommand("EPRT", new EprtCommand(network));
    factory.addCommand("AUTH", new AuthCommand(tls));
    factory.addCommand("FEAT", new FeatCommand(description));
    return factory.createCommandFactory();
  }
}
