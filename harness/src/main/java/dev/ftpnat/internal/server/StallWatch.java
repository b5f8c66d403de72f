package dev.ftpnat.internal.server;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transfers that stand still. A socket can limit how long a read waits, but not how long a
 * write does, and the client that stops reading is the likelier one.
 */
final class StallWatch {

  private static final Logger LOGGER = LoggerFactory.getLogger(StallWatch.class);
  private static final long KEEP_ALIVE_SECONDS = 10;

  private final Duration limit;
  private final DaemonThreads named = new DaemonThreads("ftpnat-stalls-");
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named);

  /** A watch without a thread; the first transfer starts one. */
  StallWatch(Duration limit) {
    this.limit = limit;
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /**
   * Closes the connection of a transfer as soon as it has stood still for too long.
   *
   * @return what ends the watching
   */
  Closeable watch(Transfer transfer, Closeable connection) {
    Watched watched = new Watched(transfer, connection);
    watched.lookAgainAfter(limit);
    return watched;
  }

  private final class Watched implements Runnable, Closeable {
    private final Transfer transfer;
    private final Closeable connection;
    private Future<?> next;
    private boolean over;

    Watched(Transfer transfer, Closeable connection) {
      this.transfer = transfer;
      this.connection = connection;
    }

    private synchronized void lookAgainAfter(Duration delay) {
      if (over) {
        return;
      }
      try {
        next = timer.schedule(this, delay.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        // The server is stopping, and closes the connection itself.
        over = true;
      }
    }

    @Override
    public void run() {
      if (transfer.isOver()) {
        return;
      }
      Duration left = limit.minus(transfer.idle());
      if (left.isNegative() || left.isZero()) {
        LOGGER.debug("A transfer ends: it stood still for {}", limit);
        Rendezvous.closeQuietly(connection);
      } else {
        lookAgainAfter(left);
      }
    }

    @Override
    public synchronized void close() {
      over = true;
      if (next != null) {
        next.cancel(false);
      }
    }
  }

  /** What its thread is about. */
  Activity activity() {
    return named.activity();
  }

  /** Stops, and waits for the thread until {@code deadline}, by {@link System#nanoTime}. */
  void stop(long deadline) throws InterruptedException {
    timer.shutdownNow();
    named.join(deadline);
  }
}
