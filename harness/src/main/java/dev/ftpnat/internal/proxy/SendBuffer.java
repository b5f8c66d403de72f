package dev.ftpnat.internal.proxy;

import java.io.ByteArrayOutputStream;

/**
 * What waits to be written to a control connection. The proxy suite writes when it has carried out
 * all that it has read; what it drops a connection with before isn't written.
 */
final class SendBuffer {

  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private boolean finished;

  /** Adds to it, unless it is finished. */
  void add(byte[] bytes) {
    if (!finished) {
      waiting.writeBytes(bytes);
    }
  }

  /** What there is now is the last: what is added from now on goes nowhere. */
  void finish() {
    finished = true;
  }

  /** What there is, which it doesn't have any more. */
  byte[] take() {
    byte[] taken = waiting.toByteArray();
    waiting.reset();
    return taken;
  }
}
