package dev.ftpnat.internal.network;

/** The stay of a thread at the client's end of a network. Closed by the thread that stays. */
public interface ThreadAttachment extends AutoCloseable {

  /** Puts the thread back to where it was; further calls do nothing. */
  @Override
  void close();
}
