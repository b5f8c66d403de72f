package dev.ftpnat.internal.server.session;

import dev.ftpnat.internal.server.reply.MeantReply;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client said, as it arrived.
 *
 * @param text the line without its end
 * @param encrypted whether it came under TLS
 * @param unreadable the reply to a line that isn't a command at all
 */
public record CommandLine(String text, boolean encrypted, Optional<MeantReply> unreadable) {

  /** A line that can be read. */
  public CommandLine(String text, boolean encrypted) {
    this(text, encrypted, Optional.empty());
  }

  /** The first word, in upper case whatever the default locale is. */
  public String verb() {
    String line = text.stripLeading();
    int end = line.indexOf(' ');
    return (end < 0 ? line : line.substring(0, end)).strip().toUpperCase(Locale.ROOT);
  }

  /** What follows the verb and one space, to the last character; empty if there is nothing. */
  public String argument() {
    String line = text.stripLeading();
    int end = line.indexOf(' ');
    return end < 0 ? "" : line.substring(end + 1);
  }
}
