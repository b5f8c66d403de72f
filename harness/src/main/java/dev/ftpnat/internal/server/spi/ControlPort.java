package dev.ftpnat.internal.server.spi;

import java.io.IOException;

/** Where a network brings control connections to that needn't cross a socket on their way. */
@FunctionalInterface
public interface ControlPort {

  /**
   * Opens a session.
   *
   * @throws IOException if nobody listens there any more
   */
  ControlSession open(ControlLine line) throws IOException;
}
