package dev.ftpnat.internal.kernel.netns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Threads that the JDK starts when they are first needed, and keeps. A thread begins in the
 * namespace of the one that starts it, and holds it: so they had better be there before anybody is
 * in one.
 */
final class SharedThreads {

  /** What times out a {@link CompletableFuture}. */
  private static final CompletableFuture<Void> TIMER =
      new CompletableFuture<Void>().completeOnTimeout(null, 0, TimeUnit.NANOSECONDS);

  private SharedThreads() {}

  /** Waits until they are there. */
  static void await() {
    TIMER.join();
  }
}
