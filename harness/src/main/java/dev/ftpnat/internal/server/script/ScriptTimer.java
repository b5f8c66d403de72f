package dev.ftpnat.internal.server.script;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.internal.server.spi.ServerClock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does things in their time, which is the network's: at once if that has been advanced. */
public final class ScriptTimer {

  private static final long KEEP_ALIVE_SECONDS = 10;

  /** What is to be said may wait for a client that doesn't read. */
  private static final Duration MOST = Duration.ofSeconds(1);

  private final ServerClock clock;
  private final Executor threads;
  private final DaemonThreads named = new DaemonThreads("ftpnat-script-");
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named);
  private final Set<Appointment> pending = new LinkedHashSet<>();
  private int running;
  private boolean listens;

  /**
   * A timer without a thread; the first appointment starts one.
   *
   * @param threads do what is to be done, which may wait for a client
   */
  public ScriptTimer(ServerClock clock, Executor threads) {
    this.clock = clock;
    this.threads = threads;
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  long now() {
    return clock.nanos();
  }

  /** Something that is to be done at a time. */
  final class Appointment {
    private final long due;
    private final Runnable task;
    private Future<?> wake;

    private Appointment(long due, Runnable task) {
      this.due = due;
      this.task = task;
    }

    /** It isn't to be done any more. */
    void cancel() {
      synchronized (ScriptTimer.this) {
        pending.remove(this);
        if (wake != null) {
          wake.cancel(false);
        }
      }
    }
  }

  /** Has a task done at a time. */
  synchronized Appointment at(long due, Runnable task) {
    if (!listens) {
      listens = true;
      clock.onAdvance(this::advanced);
    }
    Appointment appointment = new Appointment(due, task);
    pending.add(appointment);
    wakeFor(appointment);
    return appointment;
  }

  /** Holds the lock. */
  private void wakeFor(Appointment appointment) {
    if (appointment.wake != null) {
      appointment.wake.cancel(false);
    }
    try {
      appointment.wake =
          timer.schedule(
              this::runDue, Math.max(0, appointment.due - clock.nanos()), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The server is stopping, and nobody is told anything any more.
      pending.remove(appointment);
    }
  }

  private synchronized void advanced() {
    for (Appointment each : Set.copyOf(pending)) {
      wakeFor(each);
    }
  }

  private synchronized void runDue() {
    for (Iterator<Appointment> all = pending.iterator(); all.hasNext(); ) {
      Appointment next = all.next();
      if (next.due <= clock.nanos()) {
        all.remove();
        start(next);
      } else if (next.wake.isDone()) {
        // Woken a little too early.
        wakeFor(next);
      }
    }
  }

  /** Holds the lock. */
  private void start(Appointment next) {
    running++;
    try {
      threads.execute(
          () -> {
            try {
              next.task.run();
            } finally {
              done();
            }
          });
    } catch (RejectedExecutionException e) {
      done();
    }
  }

  private synchronized void done() {
    running--;
    notifyAll();
  }

  /** Waits, though not for ever, until all that is due by now is done. */
  public synchronized void awaitDue() {
    long deadline = System.nanoTime() + MOST.toNanos();
    for (long left = MOST.toNanos(); isBusy() && left > 0; left = deadline - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Whether something is being done, or is about to be. */
  public synchronized boolean isBusy() {
    return running > 0 || pending.stream().anyMatch(each -> each.due <= clock.nanos());
  }

  /** What its thread is about. */
  public Activity activity() {
    return named.activity();
  }

  /** Stops, and waits for the thread until {@code deadline}, by {@link System#nanoTime}. */
  public void stop(long deadline) throws InterruptedException {
    synchronized (this) {
      pending.clear();
    }
    timer.shutdownNow();
    named.join(deadline);
  }
}
