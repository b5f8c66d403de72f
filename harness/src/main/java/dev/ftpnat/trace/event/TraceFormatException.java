package dev.ftpnat.trace.event;

/** A text that was taken for a record, and can't be read as one. The message says what it is. */
public final class TraceFormatException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /**
   * Tells why.
   *
   * @param message what the text is, or where in it something is wrong, for a sentence that begins
   *     with the name of its file
   */
  public TraceFormatException(String message) {
    super(message);
  }

  /**
   * Tells why, and what it comes of.
   *
   * @param message what the text is, or where in it something is wrong
   * @param cause what was thrown
   */
  public TraceFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
