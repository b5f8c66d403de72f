package dev.ftpnat.internal.server.session;

import java.io.Closeable;
import java.time.Duration;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which a server waits. It passes as everywhere, and can be advanced: what was to
 * happen meanwhile then happens at once, in order.
 *
 * <p>It has no thread, since starting and ending one would take as long as a login: the JDK has one
 * that wakes all who wait. That is asked to only for what is due before all else, so a deadline
 * behind another costs next to nothing, as nearly all of a server's are.
 */
public final class ServerTime {

  private static final Logger LOGGER = LoggerFactory.getLogger(ServerTime.class);
  private static final Duration ADVANCE_PATIENCE = Duration.ofSeconds(5);

  /** What is to be said may wait for a client that doesn't read. */
  private static final Duration TASK_PATIENCE = Duration.ofSeconds(1);

  private static final Comparator<Deadline> IN_ORDER =
      Comparator.comparingLong((Deadline deadline) -> deadline.due)
          .thenComparingLong(deadline -> deadline.number);

  private static final CompletableFuture<Void> NO_ALARM = CompletableFuture.completedFuture(null);

  private final Executor threads;
  private final NavigableSet<Deadline> pending = new TreeSet<>(IN_ORDER);

  /** Held while something happens, which is one thing at a time. */
  private final Object turn = new Object();

  private CompletableFuture<Void> alarm = NO_ALARM;
  private long alarmDue;
  private long advanced;
  private long created;
  private int running;
  private boolean stopped;

  /**
   * Nothing is due yet.
   *
   * @param threads do what is to happen
   */
  public ServerTime(Executor threads) {
    this.threads = threads;
  }

  /** Something that happens at a time, unless it is closed before. */
  public final class Deadline implements Closeable {
    private final long due;
    private final long number;
    private final Runnable action;

    private Deadline(long due, long number, Runnable action) {
      this.due = due;
      this.number = number;
      this.action = action;
    }

    /** Calls it off. */
    @Override
    public void close() {
      synchronized (ServerTime.this) {
        pending.remove(this);
      }
    }
  }

  /** Nanoseconds, counted from the start of the JVM's own count. */
  public synchronized long nanos() {
    return System.nanoTime() + advanced;
  }

  /**
   * Has something happen after a while, on a thread that must not be held up.
   *
   * @return what calls it off
   */
  public synchronized Deadline after(Duration delay, Runnable action) {
    created++;
    Deadline deadline = new Deadline(nanos() + delay.toNanos(), created, action);
    if (!stopped) {
      pending.add(deadline);
      if (alarm.isDone() || deadline.due < alarmDue) {
        setAlarm();
      }
    }
    return deadline;
  }

  /**
   * Has something be done after a while that may wait for a client.
   *
   * @return what calls it off, if it hasn't begun
   */
  public Deadline doAfter(Duration delay, Runnable task) {
    return after(delay, () -> start(task));
  }

  private void start(Runnable task) {
    began();
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              ended();
            }
          });
    } catch (RejectedExecutionException e) {
      ended(); // The server is stopping, and nobody is told anything any more.
    }
  }

  private synchronized void began() {
    running++;
  }

  private synchronized void ended() {
    running--;
    notifyAll();
  }

  // What is due -------------------------------------------------------------------------------

  /** For what is due first. One that rings when that has been called off does no harm. */
  private synchronized void setAlarm() {
    alarm.cancel(false);
    if (stopped || pending.isEmpty()) {
      alarm = NO_ALARM;
      return;
    }
    alarmDue = pending.first().due;
    alarm = new CompletableFuture<>();
    alarm.completeOnTimeout(null, Math.max(0, alarmDue - nanos()), TimeUnit.NANOSECONDS);
    alarm.thenRun(this::ring);
  }

  /** On the JDK's thread, which all wait for. */
  private void ring() {
    if (isDue()) {
      start(this::happen);
    } else {
      setAlarm();
    }
  }

  private synchronized boolean isDue() {
    return !pending.isEmpty() && pending.first().due <= nanos();
  }

  private void happen() {
    synchronized (turn) {
      for (Optional<Deadline> next = takeDue(); next.isPresent(); next = takeDue()) {
        try {
          next.get().action.run();
        } catch (RuntimeException | Error e) {
          // Those after it must still have their turn.
          LOGGER.error("What was due has failed", e);
        }
      }
    }
    setAlarm();
  }

  private synchronized Optional<Deadline> takeDue() {
    return isDue() ? Optional.of(pending.pollFirst()) : Optional.empty();
  }

  /** Lets time pass at once, and returns when what was due meanwhile has happened. */
  public void advance(Duration time) {
    synchronized (this) {
      advanced += time.toNanos();
    }
    if (!isDue()) {
      setAlarm();
      return;
    }
    FutureTask<Void> happening = new FutureTask<>(this::happen, null);
    try {
      threads.execute(happening);
      happening.get(ADVANCE_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      awaitTasks();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      // The server has stopped.
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("what was due by now hasn't happened", e);
    }
  }

  private synchronized void awaitTasks() throws InterruptedException {
    long deadline = System.nanoTime() + TASK_PATIENCE.toNanos();
    for (long left = TASK_PATIENCE.toNanos();
        running > 0 && left > 0;
        left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Whether something is being done, or is about to be. */
  public synchronized boolean isBusy() {
    return running > 0 || isDue();
  }

  /** Nothing happens any more, but what has begun comes to its end. */
  public synchronized void stop() {
    stopped = true;
    pending.clear();
    setAlarm();
  }
}
