package dev.ftpnat;

import dev.ftpnat.internal.decoy.Intruders;
import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.network.ClientNetwork;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.server.EmbeddedFtpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until what is under way has been recorded: what a client has sent or closed a moment ago,
 * what the server makes of it, and what comes of that.
 *
 * <p>Network and server say whether they know of something that will go on by itself. What only the
 * operating system knows of, bytes and ends of connections that the thread which waits for them
 * hasn't been given a processor for, shows in what those threads are about. Where the operating
 * system doesn't tell, it shows in time, most often: another thread that is woken later has its
 * turn later. So this takes as long as the machine is busy, and next to nothing if it isn't; a
 * client that is waiting for something isn't waited for.
 */
final class Settling implements AutoCloseable {

  /** How often nothing must be under way, and nothing new in the record, one time after another. */
  private static final int QUIET = 3;

  /**
   * How often it is looked for something new to come, while something is under way. A transfer may
   * go on for long without anything new.
   */
  private static final int PATIENCE = 150;

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final long PAUSE_NANOS = 100_000;
  private static final long KEEP_ALIVE_SECONDS = 5;
  private static final long STOP_SECONDS = 5;

  private final ClientNetwork network;
  private final EmbeddedFtpServer server;
  private final Optional<Intruders> intruders;
  private final Recorder recorder;
  private final ThreadPoolExecutor echo;

  /** Of an environment that runs. */
  Settling(
      ClientNetwork network,
      EmbeddedFtpServer server,
      Optional<Intruders> intruders,
      Recorder recorder) {
    this.intruders = intruders;
    this.network = network;
    this.server = server;
    this.recorder = recorder;
    this.echo =
        new ThreadPoolExecutor(
            1,
            1,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "ftpnat-echo");
              thread.setDaemon(true);
              return thread;
            });
    echo.allowCoreThreadTimeOut(true);
  }

  /** Returns when all is quiet, or nothing has come of what is under way for a while. */
  void await() throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    int quiet = 0;
    int patience = PATIENCE;
    network.settle();
    long known = recorder.recorded();
    Activity before = activity();
    while (quiet < QUIET && patience > 0 && System.nanoTime() < deadline) {
      letOthersRun();
      network.settle();
      Activity now = activity();
      long recorded = recorder.recorded();
      if (recorded != known) {
        known = recorded;
        patience = PATIENCE;
        quiet = 0;
      } else if (network.isBusy() || server.isBusy() || !now.isUnbroken(before)) {
        // As long as no thread has had a processor, nothing can have come of it.
        patience -= now.isHeldUp(before) ? 0 : 1;
        quiet = 0;
        LockSupport.parkNanos(PAUSE_NANOS);
      } else {
        quiet++;
      }
      before = now;
    }
  }

  private Activity activity() {
    return network
        .activity()
        .and(server.activity())
        .and(intruders.map(Intruders::activity).orElse(Activity.NONE));
  }

  /** Returns when another thread has run that was woken just now. */
  private void letOthersRun() {
    try {
      Object ignored = echo.submit(() -> {}).get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Whoever asks is being stopped, and gets what is known.
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      // Nothing depends on it.
    }
  }

  @Override
  public void close() {
    echo.shutdownNow();
    boolean interrupted = false;
    try {
      boolean ignored = echo.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
