package dev.ftpnat.internal.alg.nat64;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One direction of a control connection in lines, whatever the segments. The beginning of a line
 * waits for the rest of it only as long as it may become one that has to be read; else it goes on
 * as it comes.
 */
final class Lines {

  /** Nobody's command or reply is longer; what is goes on unread. */
  static final int LONGEST = 4096;

  private final StringBuilder waiting = new StringBuilder();

  /** Whether the beginning of this line has gone on already. */
  private boolean begun;

  /**
   * A piece of the stream.
   *
   * @param text with its LF if it has one
   * @param whole whether it is a line from its beginning to its end
   * @param ends whether a line ends with it
   */
  record Piece(String text, boolean whole, boolean ends) {

    /** The line without its end. */
    String line() {
      return text.replaceFirst("\r?\n$", "");
    }
  }

  /**
   * Takes a segment.
   *
   * @param each gets what comes of it, piece by piece
   * @param mayMatter whether a line that begins so may have to be read; asked when all before it
   *     has been told
   */
  void take(byte[] segment, Consumer<Piece> each, Predicate<String> mayMatter) {
    String text = waiting + new String(segment, ISO_8859_1);
    waiting.setLength(0);
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      boolean whole = !begun;
      begun = false;
      each.accept(new Piece(text.substring(from, end + 1), whole, true));
      from = end + 1;
    }
    String rest = text.substring(from);
    if (rest.isEmpty()) {
      return;
    }
    if (!begun && rest.length() < LONGEST && mayMatter.test(rest)) {
      waiting.append(rest);
    } else {
      begun = true;
      each.accept(new Piece(rest, false, false));
    }
  }

  /** What waits, which goes on as it is. */
  String rest() {
    String rest = waiting.toString();
    waiting.setLength(0);
    return rest;
  }
}
