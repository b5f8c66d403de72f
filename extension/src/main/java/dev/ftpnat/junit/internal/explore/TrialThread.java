package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import java.time.Duration;
import java.util.Optional;

/**
 * The thread in which a client runs: it may be left to itself, since nothing ends a thread that
 * doesn't want to. It is a daemon.
 */
final class TrialThread {

  private final Thread thread;
  private volatile Throwable thrown;
  private volatile boolean ended;

  TrialThread(FtpNat nat, Trial trial) {
    thread = new Thread(() -> run(nat, trial), "ftpnat-explored-client");
    thread.setDaemon(true);
  }

  private void run(FtpNat nat, Trial trial) {
    ClientThread stay = nat.enter();
    try {
      trial.run(nat);
    } catch (Throwable e) {
      thrown = e;
    } finally {
      stay.close();
    }
    ended = true;
  }

  void start() {
    thread.start();
  }

  /** Waits for its end, for so long at most. */
  boolean await(Duration atMost) throws InterruptedException {
    thread.join(Math.max(1, atMost.toMillis()));
    return ended;
  }

  boolean hasEnded() {
    return ended;
  }

  Optional<Throwable> thrown() {
    return Optional.ofNullable(thrown);
  }

  StackTraceElement[] stack() {
    return thread.getStackTrace();
  }

  void interrupt() {
    thread.interrupt();
  }
}
