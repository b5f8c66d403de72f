package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import org.apache.ftpserver.command.CommandFactory;
import org.apache.ftpserver.command.CommandFactoryFactory;
import org.apache.ftpserver.command.impl.DELE;
import org.apache.ftpserver.command.impl.RNFR;

/** MINA's commands, with those replaced that name addresses and ports or are below the RFCs. */
public final class Commands {

  private Commands() {}

  public static CommandFactory of(Server description, ServerNic network, TlsSettings tls) {
    CommandFactoryFactory factory = new CommandFactoryFactory();
    factory.addCommand("PASV", new PasvCommand());
    factory.addCommand("EPSV", new EpsvCommand());
    factory.addCommand("PORT", new PortCommand(description, network));
    factory.addCommand("EPRT", new EprtCommand(description, network));
    factory.addCommand("AUTH", new AuthCommand(tls));
    factory.addCommand("FEAT", new FeatCommand(description));
    factory.addCommand("PBSZ", new ReplyCommand(ProtectionCommands::bufferSize));
    factory.addCommand("PROT", new ReplyCommand(ProtectionCommands::level));
    factory.addCommand("TYPE", new ReplyCommand(SettingCommands::type));
    factory.addCommand("OPTS", new ReplyCommand(SettingCommands::options));
    factory.addCommand("ALLO", new ReplyCommand(SettingCommands::allocate));
    factory.addCommand("PWD", new ReplyCommand(FileCommands::printDirectory));
    factory.addCommand("MKD", new ReplyCommand(FileCommands::makeDirectory));
    factory.addCommand("SIZE", new ReplyCommand(FileCommands::size));
    factory.addCommand("MLST", new ReplyCommand(FileCommands::listFacts));
    factory.addCommand("MLSD", new MlsdCommand());
    factory.addCommand("DELE", new ExistingFileCommand(new DELE()));
    factory.addCommand("RNFR", new ExistingFileCommand(new RNFR()));
    if (description.obeysCcc() && description.tls() != TlsMode.NONE) {
      factory.addCommand("CCC", new CccCommand());
    }
    return factory.createCommandFactory();
  }
}
