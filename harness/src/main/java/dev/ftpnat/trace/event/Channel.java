package dev.ftpnat.trace.event;

/** The two kinds of connections of FTP. */
public enum Channel {
  /** Commands and replies. */
  CONTROL,
  /** The content of a file or a listing. */
  DATA;

  /** For use in a sentence. */
  @Override
  public String toString() {
    return this == CONTROL ? "control" : "data";
  }
}
