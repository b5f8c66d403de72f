package dev.ftpnat.transcript;

import java.util.List;

/**
 * A command in a log, and what was answered.
 *
 * @param line where the command stands, from 1 on; where the greeting does, for that
 * @param verb the command in upper case; empty for the greeting
 * @param argument what follows it, as it stands in the log: that of PASS is never there
 * @param replies what the server said to it, in its order; also what it said unasked after that
 * @param end what the log says of how that ended
 */
public record Turn(int line, String verb, String argument, List<Said> replies, End end) {

  public Turn {
    replies = List.copyOf(replies);
  }

  /** How a turn ended. */
  public enum End {
    /** Nothing special is said of it. */
    NONE,
    /** The client waited in vain. */
    TIMED_OUT,
    /** The server closed the connection. */
    CLOSED,
    /** The connection was reset. */
    RESET
  }

  /**
   * A reply.
   *
   * @param line where its first line stands, from 1 on
   * @param code its code; 0 if it has none
   * @param lines its lines, without their ends
   */
  public record Said(int line, int code, List<String> lines) {

    public Said {
      lines = List.copyOf(lines);
    }

    /** Its lines, with an end each, as they go over the network. */
    public String text() {
      return String.join("\r\n", lines) + "\r\n";
    }

    @Override
    public String toString() {
      return String.join(" / ", lines);
    }
  }

  /** Whether it is the greeting. */
  public boolean isGreeting() {
    return verb.isEmpty();
  }

  /** The 1xx replies. */
  public List<Said> preliminary() {
    return replies.stream().filter(reply -> reply.code() >= 100 && reply.code() < 200).toList();
  }

  /** The other replies: that which ends it, and what was said after it. */
  public List<Said> conclusion() {
    return replies.stream().filter(reply -> reply.code() < 100 || reply.code() >= 200).toList();
  }

  /** The command with its argument, as a person reads it. */
  public String said() {
    return argument.isEmpty() ? verb : verb + " " + argument;
  }

  @Override
  public String toString() {
    return "line %d: %s -> %s%s"
        .formatted(
            line,
            isGreeting() ? "(greeting)" : said(),
            replies.isEmpty() ? "nothing" : replies.toString(),
            end == End.NONE ? "" : ", " + end);
  }
}
