package dev.ftpnat.internal.server.reply;

import java.util.List;
import org.apache.ftpserver.ftplet.FtpReply;

/**
 * A reply whose code and words are known already, byte for byte. No catalogue changes it.
 *
 * @param text all that is sent but the last CR LF, its lines with a CR LF between them
 * @param byLine whether each line is sent in a segment of its own
 */
public record SaidReply(String text, boolean byLine) implements FtpReply {

  private static final String END = "\r\n";

  /** In one segment. */
  public SaidReply(String text) {
    this(text, false);
  }

  @Override
  public int getCode() {
    return Integer.parseInt(text.substring(0, 3));
  }

  /** All after the first code, like MINA's own. */
  @Override
  public String getMessage() {
    return text.length() > 4 ? text.substring(4).replace(END, "\n") : "";
  }

  /** What is sent, in pieces of a segment each. */
  public List<String> segments() {
    return byLine ? text.lines().map(line -> line + END).toList() : List.of(this.toString());
  }

  @Override
  public long getSentTime() {
    return 0;
  }

  @Override
  public boolean isPositive() {
    return getCode() < 400;
  }

  /** What is sent. */
  @Override
  public String toString() {
    return text + END;
  }
}
