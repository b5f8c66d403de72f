package dev.ftpnat.internal.server.personality.conversation;

import dev.ftpnat.internal.server.session.CommandLine;
import java.util.Locale;

/**
 * What a client has said, taken apart as most servers do: a word, a space, and the rest.
 *
 * @param line all of it, without its end
 * @param word the first word as it was typed
 * @param verb the same in upper case
 * @param argument what follows the first space, to the last character; empty if there is nothing
 */
public record Command(String line, String word, String verb, String argument) {

  public static Command of(CommandLine said) {
    return of(said.text());
  }

  public static Command of(String line) {
    int end = line.indexOf(' ');
    String word = end < 0 ? line : line.substring(0, end);
    String argument = end < 0 ? "" : line.substring(end + 1);
    return new Command(line, word, word.toUpperCase(Locale.ROOT), argument);
  }

  public boolean hasArgument() {
    return !argument.isEmpty();
  }

  /** Whether a space follows the word. */
  public boolean hasSpace() {
    return line.length() > word.length();
  }
}
