package dev.ftpnat.internal.server.data;

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
public final class StallTimer {

  private static final Logger LOGGER = LoggerFactory.getLogger(StallTimer.class);
  private static final long KEEP_ALIVE_SECONDS = 10;

  private final Duration limit;
  private final DaemonThreads named = new DaemonThreads("ftpnat-stalls-");
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named);

  /** A watch without a thread; the first transfer starts one. */
  public StallTimer(Duration limit) {
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
  Closeable watch(TransferProgress transfer, Closeable connection) {
    Watched watched = new Watched(transfer, connection);
    watched.lookAgainAfter(limit);
    return watched;
  }

  private final class Watched implements Runnable, Closeable {
    private final TransferProgress transfer;
    private final Closeable connection;
    private Future<?> next;
    private boolean over;

    Watched(TransferProgress transfer, Closeable connection) {
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
        DataChannel.closeQuietly(connection);
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
  public Activity activity() {
    return named.activity();
  }

  /** Stops, and waits for the thread until {@code deadline}, by {@link System#nanoTime}. */
  public void stop(long deadline) throws InterruptedException {
    timer.shutdownNow();
    named.join(deadline);
  }
}
