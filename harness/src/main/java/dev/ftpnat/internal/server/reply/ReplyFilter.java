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

  private static final String EXPLANATION = Explanation.class.getName();
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
    if (request.getMessage() instanceof FtpReply reply && !(reply instanceof SaidReply)) {
      MeantReply said = reply instanceof MeantReply ours ? ours : MinaReplies.meaning(reply);
      Object chosen = chosen(session, said);
      if (!(chosen instanceof MeantReply meant)) {
        request.getFuture().setWritten();
        return;
      }
      MeantReply known = explained(session, meant);
      request.setMessage(catalog.reply(known.meaning(), known.details().toArray(String[]::new)));
    }
    next.filterWrite(session, request);
  }

  /** More is known than MINA knows when it says this. */
  private record Explanation(Meaning of, Meaning instead, String detail) {}

  /**
   * Says something else the next time that a session is told something, since the reason is known.
   *
   * @param meaning what would be said; one whose first detail is the command
   * @param instead what is said
   * @param detail its second detail
   */
  public static void explain(IoSession session, Meaning meaning, Meaning instead, String detail) {
    session.setAttribute(EXPLANATION, new Explanation(meaning, instead, detail));
  }

  private static MeantReply explained(IoSession session, MeantReply meant) {
    if (session.getAttribute(EXPLANATION) instanceof Explanation found
        && found.of() == meant.meaning()) {
      session.removeAttribute(EXPLANATION);
      return found.instead().reply(meant.details().get(0), found.detail());
    }
    return meant;
  }
}
