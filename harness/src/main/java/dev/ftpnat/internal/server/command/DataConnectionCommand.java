package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.net.AddressFamily;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * A command that agrees on the next data connection. Unlike MINA's these keep the offset of a REST
 * before them: RFC 959 wants REST last, but clients that resume say it in either order.
 */
abstract class DataConnectionCommand extends AbstractCommand {

  @Override
  public final void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    session.write(reply(SessionDataConnections.of(session), request.getArgument()));
  }

  /**
   * Agrees, and says so.
   *
   * @param argument what follows the command, or null
   */
  abstract FtpReply reply(SessionDataConnections data, String argument);

  /** RFC 2428 section 2: names the family that the client should use. */
  static FtpReply otherFamily(AddressFamily supported) {
    return Meaning.OTHER_FAMILY.reply(supported.number());
  }
}
