package dev.ftpnat.trace.event;

/** An end of the network. */
public enum Party implements Place {
  /** The FTP client under test. */
  CLIENT,
  /** The embedded FTP server. */
  SERVER;

  /** The other end. */
  public Party opposite() {
    return this == CLIENT ? SERVER : CLIENT;
  }

  /** For use in a sentence. */
  @Override
  public String toString() {
    return this == CLIENT ? "client" : "server";
  }
}
