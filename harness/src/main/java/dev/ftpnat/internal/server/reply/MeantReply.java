package dev.ftpnat.internal.server.reply;

import java.util.List;
import org.apache.ftpserver.ftplet.FtpReply;

/**
 * A reply on its way to the {@link ReplyFilter}, which finds the words for it. Only what it means
 * is known so far.
 */
public record MeantReply(Meaning meaning, List<String> details) implements FtpReply {

  /** Keeps its own copy of the details. */
  public MeantReply {
    details = List.copyOf(details);
  }

  @Override
  public int getCode() {
    throw unsaid();
  }

  @Override
  public String getMessage() {
    throw unsaid();
  }

  @Override
  public long getSentTime() {
    throw unsaid();
  }

  @Override
  public boolean isPositive() {
    throw unsaid();
  }

  private IllegalStateException unsaid() {
    return new IllegalStateException(meaning + " has no code and no words yet");
  }
}
