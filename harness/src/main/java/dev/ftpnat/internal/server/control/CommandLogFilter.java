package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.ReplyCatalog;
import dev.ftpnat.internal.server.reply.ScriptedReply;
import dev.ftpnat.internal.server.session.CommandLine;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.internal.server.spi.ServerNic;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;

/**
 * Tells the {@link SessionLog} what is said. A reply is told before it is sent, so that whoever has
 * received it finds it in the log.
 */
final class CommandLogFilter extends IoFilterAdapter {

  private final SessionLog log;
  private final ServerNic network;
  private final ReplyCatalog catalog;

  /**
   * A filter of one session.
   *
   * @param network is asked about replies
   * @param catalog how the server says that it can't announce what a reply would
   */
  CommandLogFilter(SessionLog log, ServerNic network, ReplyCatalog catalog) {
    this.log = log;
    this.network = network;
    this.catalog = catalog;
  }

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message) {
    CommandLine line = (CommandLine) message;
    log.command(withoutPassword(line.text()), line.encrypted());
    next.messageReceived(session, message);
  }

  @Override
  public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
    if (request.getMessage() instanceof FtpReply reply) {
      FtpReply said =
          objection(reply).map(why -> catalog.reply(Meaning.CANT_LISTEN, why)).orElse(reply);
      request.setMessage(said);
      if (!ControlTls.holdsBack(session, request)) {
        tell(log, said, ControlTls.protects(session, request));
      }
    }
    next.filterWrite(session, request);
  }

  private Optional<String> objection(FtpReply reply) {
    return reply instanceof ScriptedReply scripted
        ? scripted.lines().stream().flatMap(this::objections).findFirst()
        : network.objection(reply.getCode() + " " + reply.getMessage());
  }

  /** Whatever its code, a client may take a line for a reply that names an endpoint. */
  private Stream<String> objections(String line) {
    return Stream.of("227 ", "229 ").flatMap(code -> network.objection(code + line).stream());
  }

  /** Tells that a reply is sent. */
  static void tell(SessionLog log, FtpReply reply, boolean encrypted) {
    if (reply instanceof ScriptedReply scripted) {
      scripted.told().forEach(told -> log.reply(told.code(), told.text(), encrypted));
    } else {
      log.reply(reply.getCode(), firstLine(reply), encrypted);
    }
  }

  /** The command as it was sent, except for passwords, which must not end up in build logs. */
  static String withoutPassword(String line) {
    String command = line.strip();
    int end = command.indexOf(' ');
    String verb = (end < 0 ? command : command.substring(0, end)).toUpperCase(Locale.ROOT);
    return end >= 0 && verb.equals("PASS") ? "PASS ****" : command;
  }

  private static String firstLine(FtpReply reply) {
    String text = reply.getMessage() == null ? "" : reply.getMessage();
    int end = text.indexOf('\n');
    return (end < 0 ? text : text.substring(0, end)).stripTrailing();
  }
}
