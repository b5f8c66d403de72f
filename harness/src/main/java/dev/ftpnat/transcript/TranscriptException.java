package dev.ftpnat.transcript;

/** A text that isn't the log of an FTP client. Says what was looked for, and where. */
public final class TranscriptException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final int line;

  TranscriptException(int line, String message) {
    super("line " + line + ": " + message);
    this.line = line;
  }

  /** The line that it is about, from 1 on. */
  public int line() {
    return line;
  }
}
