package dev.ftpnat.internal.server;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.ReplyCatalog;
import java.util.function.UnaryOperator;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;

/**
 * Says something else than another catalogue, for tests of clients that are told what isn't so.
 *
 * @param meant what would be said
 * @param words what is said instead, code and text in one
 */
record RewordedReplies(ReplyCatalog meant, UnaryOperator<String> words) implements ReplyCatalog {

  @Override
  public FtpReply reply(Meaning meaning, String... details) {
    FtpReply reply = meant.reply(meaning, details);
    String before = reply.getCode() + " " + reply.getMessage();
    String after = words.apply(before);
    return after.equals(before)
        ? reply
        : new DefaultFtpReply(Integer.parseInt(after.substring(0, 3)), after.substring(4));
  }
}
