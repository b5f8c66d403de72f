package dev.ftpnat.internal.toxiproxy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one server. They end when it does, as what they wait for is closed then. */
final class ServerThreads {

  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long STOP_SECONDS = 5;

  private ServerThreads() {}

  static ExecutorService start() {
    AtomicInteger count = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "ftpnat-toxiproxy-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Ends them, and waits for that. */
  static void stop(ExecutorService threads) {
    threads.shutdownNow();
    try {
      threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
