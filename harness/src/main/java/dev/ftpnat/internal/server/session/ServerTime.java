package dev.ftpnat.internal.server.session;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which a server waits. It passes as everywhere, and can be advanced: what was to
 * happen meanwhile then happens at once, in order.
 */
public final class ServerTime {

  private static final Logger LOGGER = LoggerFactory.getLogger(ServerTime.class);
  private static final long KEEP_ALIVE_SECONDS = 10;
  private static final long ADVANCE_SECONDS = 5;

  private final DaemonThreads named = new DaemonThreads("ftpnat-time-");
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named);
  private final PriorityQueue<Deadline> pending =
      new PriorityQueue<>(
          Comparator.comparingLong((Deadline deadline) -> deadline.due)
              .thenComparingLong(deadline -> deadline.number));
  private long advanced;
  private long created;

  /** A clock without a thread; the first deadline starts one. */
  public ServerTime() {
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Something that happens at a time, unless it is closed before. */
  private final class Deadline implements Closeable {
    private final long due;
    private final long number;
    private final Runnable action;
    private Future<?> alarm;

    Deadline(long due, long number, Runnable action) {
      this.due = due;
      this.number = number;
      this.action = action;
    }

    @Override
    public void close() {
      synchronized (ServerTime.this) {
        pending.remove(this);
        if (alarm != null) {
          alarm.cancel(false);
        }
      }
    }
  }

  /** Nanoseconds, counted from no particular moment. */
  public synchronized long nanos() {
    return System.nanoTime() + advanced;
  }

  /**
   * Has something happen after a while, on a thread that must not be held up.
   *
   * @return what calls it off
   */
  public synchronized Closeable after(Duration delay, Runnable action) {
    created++;
    Deadline deadline = new Deadline(nanos() + delay.toNanos(), created, action);
    pending.add(deadline);
    try {
      deadline.alarm = timer.schedule(this::happen, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      pending.remove(deadline); // The server is stopping, and ends everything itself.
    }
    return deadline;
  }

  /** Lets time pass at once, and returns when what was due meanwhile has happened. */
  public void advance(Duration time) {
    synchronized (this) {
      advanced += time.toNanos();
      if (pending.isEmpty()) {
        return;
      }
    }
    try {
      timer.submit(this::happen).get(ADVANCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      // The server has stopped.
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("what was due by now hasn't happened", e);
    }
  }

  private void happen() {
    for (Deadline due : due()) {
      try {
        due.action.run();
      } catch (RuntimeException | Error e) {
        // Those after it must still have their turn.
        LOGGER.error("What was due has failed", e);
      }
    }
  }

  private synchronized List<Deadline> due() {
    long now = nanos();
    List<Deadline> due = new ArrayList<>();
    while (!pending.isEmpty() && pending.peek().due - now <= 0) {
      Deadline next = pending.remove();
      next.alarm.cancel(false);
      due.add(next);
    }
    return due;
  }

  /** What its thread is about. */
  public Activity activity() {
    return named.activity();
  }

  /** Stops, and waits for the thread until {@code deadline}, by {@link System#nanoTime}. */
  public void stop(long deadline) throws InterruptedException {
    timer.shutdownNow();
    named.join(deadline);
  }
}
