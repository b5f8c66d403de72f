package dev.ftpnat.internal.toxiproxy.link;

import java.io.IOException;

/** Where one direction of a connection goes to. */
public interface Sink {

  /** Sends bytes on, and keeps none. May block as long as the receiver does. */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Nothing more comes. Called once, and may be called while a write blocks, which it has to end.
   */
  void end(Ending ending);
}
