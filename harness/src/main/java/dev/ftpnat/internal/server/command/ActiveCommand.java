package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Server;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.ftpserver.ftplet.FtpReply;

/** A command in which the client names its own address. */
abstract class ActiveCommand extends DataConnectionCommand {

  private static final int FIRST_UNPRIVILEGED = 1024;

  private final String name;
  private final Server description;
  private final ServerNic network;

  ActiveCommand(String name, Server description, ServerNic network) {
    this.name = name;
    this.description = description;
    this.network = network;
  }

  abstract HostPortArgument parse(String argument, AddressFamily family);

  @Override
  final FtpReply reply(SessionDataConnections data, String argument) {
    if (data.insistsOnEpsv()) {
      return Meaning.AFTER_EPSV_ALL.reply(name);
    }
    HostPortArgument parsed = parse(argument, data.family());
    Optional<Endpoint> named = meant(parsed, data);
    if (named.isPresent()) {
      Endpoint meant = named.get();
      Optional<MeantReply> refusal = refusal(data, meant);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      data.initActiveDataConnection(new InetSocketAddress(meant.address(), meant.port()));
      return Meaning.ACTIVE.reply(name);
    }
    return parsed instanceof HostPortArgument.Malformed malformed
        ? Meaning.BAD_HOST_PORT.reply(malformed.why())
        : otherFamily(data.family());
  }

  /** A client that asks its real socket may name an address of a family that the network lacks. */
  private Optional<Endpoint> meant(HostPortArgument parsed, SessionDataConnections data) {
    AddressFamily family = data.family();
    if (parsed instanceof HostPortArgument.Target target) {
      Endpoint meant = network.meant(target.endpoint(), family, data.peer());
      boolean reachable =
          meant.equals(target.endpoint()) || AddressFamily.of(meant.address()) == family;
      return Optional.of(meant).filter(it -> reachable);
    }
    return parsed instanceof HostPortArgument.OtherFamily other
        ? other
            .endpoint()
            .map(named -> network.meant(named, family, data.peer()))
            .filter(meant -> AddressFamily.of(meant.address()) == family)
        : Optional.empty();
  }

  /** Why the server doesn't connect there, though it could (RFC 2577 section 3). */
  private Optional<MeantReply> refusal(SessionDataConnections data, Endpoint target) {
    if (description.refusesForeignTargets() && data.isForeign(target.address())) {
      return Optional.of(Meaning.FOREIGN_TARGET.reply(name, IpAddresses.text(target.address())));
    }
    return description.refusesLowTargets() && target.port() < FIRST_UNPRIVILEGED
        ? Optional.of(Meaning.LOW_TARGET.reply(name, target.port()))
        : Optional.empty();
  }
}
