package dev.ftpnat.internal.server.reply;

import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;

/**
 * Gives each reply its code and its words. It stands at the end of the chain, where replies come
 * first, so that all others see what the client will. The request keeps the reply that was meant as
 * its original message.
 */
public final class ReplyFilter extends IoFilterAdapter {

  private static final String INSTEAD = ReplyFilter.class.getName() + ".instead";

  private static final Object NOTHING = "nothing";

  private final ReplyCatalog catalog;

  /** Says it as the catalogue does. */
  public ReplyFilter(ReplyCatalog catalog) {
    this.catalog = catalog;
  }

  /** Has a session say nothing instead of the next reply that a data connection failed. */
  public static void silence(IoSession session) {
    session.setAttribute(INSTEAD, NOTHING);
  }

  /** Has a session say this instead of the next reply that a data connection failed. */
  public static void instead(IoSession session, MeantReply reply) {
    session.setAttribute(INSTEAD, reply);
  }

  private static Object chosen(IoSession session, MeantReply meant) {
    boolean failed =
        meant.meaning() == Meaning.CONNECTION_LOST || meant.meaning() == Meaning.CANT_CONNECT;
    Object other = failed ? session.removeAttribute(INSTEAD) : null;
    return other == null ? meant : other;
  }

  @Override
  public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
    if (request.getMessage() instanceof FtpReply reply) {
      MeantReply said = reply instanceof MeantReply ours ? ours : MinaReplies.meaning(reply);
      Object chosen = chosen(session, said);
      if (!(chosen instanceof MeantReply meant)) {
        request.getFuture().setWritten();
        return;
      }
      request.setMessage(catalog.reply(meant.meaning(), meant.details().toArray(String[]::new)));
    }
    next.filterWrite(session, request);
  }
}
