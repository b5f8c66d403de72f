package dev.ftpnat.internal.io;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Makes daemon threads, so that what nobody closed doesn't keep the JVM alive, and can wait for
 * their end. Pools call themselves terminated while their last threads are still ending.
 */
public final class DaemonThreads implements ThreadFactory {

  /** For a client that goes on. There may be a thousand environments whose client doesn't. */
  private static final long KEEP_ALIVE_SECONDS = 1;

  private static final long STOP_SECONDS = 5;

  private final String prefix;
  private final UnaryOperator<Runnable> place;
  private final List<NotedThread> threads = new ArrayList<>();
  private int count;

  /**
   * None yet.
   *
   * @param prefix what stands before the number in their names
   */
  public DaemonThreads(String prefix) {
    this(prefix, UnaryOperator.identity());
  }

  /** None yet; their work will be done in a certain place. */
  public DaemonThreads(String prefix, UnaryOperator<Runnable> place) {
    this.prefix = prefix;
    this.place = place;
  }

  @Override
  public synchronized Thread newThread(Runnable task) {
    forgetEnded();
    count++;
    NotedThread thread = new NotedThread(place.apply(task), prefix + count);
    threads.add(thread);
    return thread;
  }

  /** A pool of them, that starts one whenever none is idle: they wait for sockets. */
  public ThreadPoolExecutor pool() {
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this);
  }

  /** Interrupts a pool of them, whose sockets are closed, and waits a while for their end. */
  public void stop(ExecutorService pool) {
    pool.shutdownNow();
    try {
      join(System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until all threads have ended or {@code deadline}, by {@link System#nanoTime}, is over.
   */
  public void join(long deadline) throws InterruptedException {
    for (Thread thread : snapshot()) {
      TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
    }
  }

  /** What they are about now. */
  public Activity activity() {
    Activity all = Activity.NONE;
    for (NotedThread thread : snapshot()) {
      all = all.and(thread.activity());
    }
    return all;
  }

  private synchronized List<NotedThread> snapshot() {
    forgetEnded();
    return List.copyOf(threads);
  }

  private void forgetEnded() {
    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
  }
}
