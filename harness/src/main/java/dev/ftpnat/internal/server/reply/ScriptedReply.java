package dev.ftpnat.internal.server.reply;

import java.util.List;
import org.apache.ftpserver.ftplet.FtpReply;

/**
 * A segment of something that needn't be a reply at all.
 *
 * @param bytes the segment
 * @param told the replies that it completes, for the log
 * @param lines the lines that it completes, and the one that it leaves open
 */
public record ScriptedReply(byte[] bytes, List<Told> told, List<String> lines) implements FtpReply {

  /** The code of what has none. */
  public static final int NO_CODE = 0;

  /**
   * A reply, or a line that is none.
   *
   * @param code its code, or {@link #NO_CODE}
   * @param text its first line, without the code
   */
  public record Told(int code, String text) {}

  /** Keeps its own copy of what is told. */
  public ScriptedReply {
    told = List.copyOf(told);
    lines = List.copyOf(lines);
  }

  @Override
  public int getCode() {
    return told.isEmpty() ? NO_CODE : told.get(told.size() - 1).code();
  }

  @Override
  public String getMessage() {
    return told.isEmpty() ? "" : told.get(told.size() - 1).text();
  }

  @Override
  public long getSentTime() {
    return 0;
  }

  @Override
  public boolean isPositive() {
    return getCode() < 400;
  }
}
