package dev.ftpnat.internal.simulated.relay;

import java.io.IOException;

/** What comes next on the way of one direction of a connection. Told by one thread at a time. */
interface Next {

  /**
   * Takes a segment, which nobody changes any more. May block as long as what is further on does.
   *
   * @throws IOException if the receiver is gone, or if the connection has been cut
   */
  void take(byte[] segment) throws IOException;

  /** The sender has closed its direction. */
  void end();

  /** What is done with a segment on its way. */
  @FunctionalInterface
  interface Step {
    /** Does it, and hands on what is left. */
    void take(byte[] segment) throws IOException;
  }

  /** A step before this, which the end of the direction passes as if it weren't there. */
  default Next after(Step step) {
    Next next = this;
    return new Next() {
      @Override
      public void take(byte[] segment) throws IOException {
        step.take(segment);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }
}
