package dev.ftpnat.internal.server.data;

import java.time.Duration;

/**
 * How far one transfer has come, from the 150 that announces it to the end of its data connection.
 */
public final class TransferProgress {

  private volatile long bytes;
  private volatile long lastMove = System.nanoTime();
  private volatile boolean over;
  private volatile boolean aborted;

  /** Only the thread that transfers calls this. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void moved(int count) {
    bytes += count;
    lastMove = System.nanoTime();
  }

  /** The bytes that the data connection has carried. */
  public long bytes() {
    return bytes;
  }

  /** How long it has stood still. */
  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - lastMove);
  }

  /** The client doesn't want it any more. */
  void abort() {
    aborted = true;
  }

  boolean isAborted() {
    return aborted;
  }

  /** Ends it; may be called again. */
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }
}
