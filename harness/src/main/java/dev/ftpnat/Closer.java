package dev.ftpnat;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started, to be closed in the opposite order, also if a start fails half-way. */
final class Closer implements AutoCloseable {

  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  /** Remembers to close it. */
  synchronized <T extends AutoCloseable> T closing(T part) {
    started.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    RuntimeException failure = null;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        // The other parts must be closed all the same.
        if (failure == null) {
          failure = new IllegalStateException("can't close a part of the environment", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
