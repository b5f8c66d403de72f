package dev.ftpnat.internal.network;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one environment. They block in socket calls and end when their sockets close. */
final class NetworkThreads {

  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long STOP_SECONDS = 5;

  private NetworkThreads() {}

  static ExecutorService named(String name) {
    AtomicInteger count = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, name + " " + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Ends the threads, whose sockets are closed; returns when they are gone. */
  static void stop(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    try {
      // The sockets are closed, so this takes no longer than the threads need to notice.
      threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
