package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.command.CommandFactory;
import org.apache.ftpserver.command.CommandFactoryFactory;
import org.apache.ftpserver.command.impl.APPE;
import org.apache.ftpserver.command.impl.DELE;
import org.apache.ftpserver.command.impl.RNFR;
import org.apache.ftpserver.command.impl.STOR;

/** MINA's commands, with those replaced that name addresses and ports or are below the RFCs. */
public final class Commands {

  private static final CommandFactory MINA = new CommandFactoryFactory().createCommandFactory();

  private Commands() {}

  public static CommandFactory of(Server description, ServerNic network, TlsSettings tls) {
    Map<String, Command> own = new HashMap<>();
    own.put("PASV", new PasvCommand());
    own.put("EPSV", new EpsvCommand());
    own.put("PORT", new PortCommand(description, network));
    own.put("EPRT", new EprtCommand(description, network));
    own.put("AUTH", new AuthCommand(tls));
    own.put("FEAT", new FeatCommand(description));
    own.put("PBSZ", new ReplyCommand(ProtectionCommands::bufferSize));
    own.put("PROT", new ReplyCommand(ProtectionCommands::level));
    own.put("TYPE", new ReplyCommand(SettingCommands::type));
    own.put("OPTS", new ReplyCommand(SettingCommands::options));
    own.put("ALLO", new ReplyCommand(SettingCommands::allocate));
    own.put("PWD", new ReplyCommand(FileCommands::printDirectory));
    own.put("MKD", new ReplyCommand(FileCommands::makeDirectory));
    own.put("SIZE", new ReplyCommand(FileCommands::size));
    own.put("MLST", new ReplyCommand(FileCommands::listFacts));
    own.put("MLSD", ListingCommand.facts());
    own.put("NLST", ListingCommand.names());
    own.put("DELE", CheckedCommand.ofExisting(new DELE()));
    own.put("RNFR", CheckedCommand.ofExisting(new RNFR()));
    own.put("STOR", CheckedCommand.ofUpload(new STOR()));
    own.put("APPE", CheckedCommand.ofUpload(new APPE()));
    if (description.obeysCcc() && description.tls() != TlsMode.NONE) {
      own.put("CCC", new CccCommand());
    }
    return name -> {
      Command command = own.get(name.toUpperCase(Locale.ROOT));
      return command == null ? MINA.getCommand(name) : command;
    };
  }
}
