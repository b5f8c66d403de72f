package dev.ftpnat.internal.kernel.netns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work on a thread of its own, so that whatever namespace it moves to doesn't matter after. */
public final class OneShotThread {

  private OneShotThread() {}

  /** Does it, and waits for it and for the end of its thread. */
  public static <T> T call(String name, Namespace.Work<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work::run);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    try {
      T result = task.get();
      thread.join();
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted in " + name).initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(name + " failed: " + e.getCause(), e.getCause());
    }
  }

  /**
   * Does several things at the same time, each on a thread of its own, and waits for all. The
   * kernel takes some ten milliseconds to close a packet socket, waiting for other processors.
   */
  public static void runAll(String name, List<Runnable> tasks) {
    List<Thread> threads = tasks.stream().map(task -> new Thread(task, name)).toList();
    threads.forEach(Thread::start);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
