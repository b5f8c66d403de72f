package dev.ftpnat.internal.toxiproxy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one server. They end when it does, as what they wait for is closed then. */
final class ServerThreads implements AutoCloseable {

  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long STOP_SECONDS = 5;

  private final AtomicInteger count = new AtomicInteger();
  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
  private final ExecutorService pool =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          KEEP_ALIVE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          this::thread);

  private Thread thread(Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } finally {
                alive.remove(Thread.currentThread());
              }
            },
            "ftpnat-toxiproxy-" + count.incrementAndGet());
    thread.setDaemon(true);
    alive.add(thread);
    return thread;
  }

  ExecutorService pool() {
    return pool;
  }

  /** Ends them, and waits until they have. */
  @Override
  public void close() {
    // A pool says that it has terminated when its last thread is about to end.
    Set<Thread> ending = Set.copyOf(alive);
    pool.shutdownNow();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    try {
      for (Thread thread : ending) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
