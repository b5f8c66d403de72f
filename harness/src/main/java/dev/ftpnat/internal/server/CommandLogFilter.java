package dev.ftpnat.internal.server;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.core.write.WriteRequest;

/**
 * Tells the {@link SessionLog} what is said. A reply is told before it is sent, so that whoever has
 * received it finds it in the log.
 */
final class CommandLogFilter extends IoFilterAdapter {

  private final SessionLog log;
  private final NetworkCard network;
  private final UnaryOperator<String> words;

  /**
   * A filter of one session.
   *
   * @param network is asked about replies
   * @param words what the server says instead of a reply's code and text; for tests
   */
  CommandLogFilter(SessionLog log, NetworkCard network, UnaryOperator<String> words) {
    this.log = log;
    this.network = network;
    this.words = words;
  }

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message) {
    CommandLine line = (CommandLine) message;
    log.command(withoutPassword(line.text()), line.encrypted());
    next.messageReceived(session, message);
  }

  @Override
  public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
    WriteRequest sent = request;
    if (request.getMessage() instanceof FtpReply reply) {
      FtpReply said = permitted(reply);
      if (said != reply) {
        sent = new DefaultWriteRequest(said, request.getFuture(), request.getDestination());
      }
      if (!ControlTls.holdsBack(session, said)) {
        tell(log, said, ControlTls.protects(session, said));
      }
    }
    next.filterWrite(session, sent);
  }

  /** Tells that a reply is sent. */
  static void tell(SessionLog log, FtpReply reply, boolean encrypted) {
    log.reply(reply.getCode(), firstLine(reply), encrypted);
  }

  private FtpReply permitted(FtpReply reply) {
    String meant = reply.getCode() + " " + reply.getMessage();
    String text = words.apply(meant);
    FtpReply said =
        text.equals(meant)
            ? reply
            : new DefaultFtpReply(Integer.parseInt(text.substring(0, 3)), text.substring(4));
    return network
        .objection(text)
        .<FtpReply>map(
            why -> new DefaultFtpReply(FtpReply.REPLY_425_CANT_OPEN_DATA_CONNECTION, why))
        .orElse(said);
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
