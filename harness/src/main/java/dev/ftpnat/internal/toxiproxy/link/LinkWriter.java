package dev.ftpnat.internal.toxiproxy.link;

import java.io.IOException;

/** One direction of a connection over a link, for whoever sends. */
public interface LinkWriter {

  /**
   * Sends bytes on. Blocks while the link or the receiver does. The array is the caller's again on
   * return.
   *
   * @throws IOException if the receiver is gone, or if the connection has been cut
   */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /** The sender has closed its direction; the receiver learns it after all that was sent before. */
  void end();

  /** Whether what is written waits for nothing but the receiver. */
  default boolean isDirect() {
    return true;
  }

  /** Cuts it, whatever is on its way; ends a write that blocks. Safe to call again. */
  void cut();
}
