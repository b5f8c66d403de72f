package dev.ftpnat.internal.server.reply;

import java.util.List;
import org.apache.ftpserver.ftplet.FtpReply;

/**
 * A reply whose code and words are known already, byte for byte. No catalogue changes it.
 *
 * @param segments what is sent, in pieces of a segment each
 */
public record SaidReply(List<String> segments) implements FtpReply {

  private static final String END = "\r\n";

  /** Keeps its own copy of the segments. */
  public SaidReply {
    segments = List.copyOf(segments);
  }

  /**
   * In one segment.
   *
   * @param text all that is sent but the last CR LF, its lines with a CR LF between them
   */
  public SaidReply(String text) {
    this(List.of(text + END));
  }

  /** Each line in a segment of its own. */
  public static SaidReply byLine(List<String> lines) {
    return new SaidReply(lines.stream().map(line -> line + END).toList());
  }

  @Override
  public int getCode() {
    return Integer.parseInt(segments.get(0).substring(0, 3));
  }

  /** All after the first code, like MINA's own. */
  @Override
  public String getMessage() {
    String text = toString();
    int end = text.length() - END.length();
    return end > 4 ? text.substring(4, end).replace(END, "\n") : "";
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
    return String.join("", segments);
  }
}
