package dev.ftpnat.internal.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Makes daemon threads, so that a server that nobody closed doesn't keep the JVM alive, and can
 * wait for their end. Pools call themselves terminated while their last threads are still ending.
 */
final class NamedThreads implements ThreadFactory {

  private final String prefix;
  private final UnaryOperator<Runnable> place;
  private final List<Thread> threads = new ArrayList<>();
  private int count;

  NamedThreads(String prefix) {
    this(prefix, UnaryOperator.identity());
  }

  /** Threads whose work is done in a certain place. */
  NamedThreads(String prefix, UnaryOperator<Runnable> place) {
    this.prefix = prefix;
    this.place = place;
  }

  @Override
  public synchronized Thread newThread(Runnable task) {
    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    count++;
    Thread thread = new Thread(place.apply(task), prefix + "-" + count);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /**
   * Waits until all threads have ended or {@code deadline}, by {@link System#nanoTime}, is over.
   */
  void join(long deadline) throws InterruptedException {
    for (Thread thread : snapshot()) {
      TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
    }
  }

  private synchronized List<Thread> snapshot() {
    return List.copyOf(threads);
  }
}
