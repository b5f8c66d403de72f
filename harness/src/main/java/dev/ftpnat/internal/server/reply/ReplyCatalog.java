package dev.ftpnat.internal.server.reply;

import org.apache.ftpserver.ftplet.FtpReply;

/** The codes and words of one kind of server, for all that there is to say. */
@FunctionalInterface
public interface ReplyCatalog {

  /**
   * How it says something.
   *
   * @param details what {@link Meaning} lists for it
   */
  FtpReply reply(Meaning meaning, String... details);
}
