package dev.ftpnat.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What this JVM holds.
 *
 * @param openFiles open file descriptors, sockets included; 0 where the system doesn't tell
 * @param temporary entries of the temporary directory
 * @param heap bytes in use after a collection
 */
record Footprint(int threads, long openFiles, long temporary, long heap) {

  private static final long HEAP_TOLERANCE = 10 << 20;

  /** Threads that wait for more work end after less than this. */
  private static final long UNCHANGED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_MILLIS = 100;

  /** When no threads have come or gone for a while. */
  static Footprint atRest() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST_NANOS;
    long since = System.nanoTime();
    int threads = threadCount();
    while (System.nanoTime() - since < UNCHANGED_NANOS && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
      int counted = threadCount();
      if (counted != threads) {
        threads = counted;
        since = System.nanoTime();
      }
    }
    return now();
  }

  static Footprint now() throws IOException {
    return new Footprint(threadCount(), openFileCount(), temporaryCount(), usedHeap());
  }

  /** Whether this is what it was before, but for a little heap. */
  boolean isBackTo(Footprint before) {
    return threads <= before.threads
        && openFiles <= before.openFiles
        && temporary <= before.temporary
        && heap <= before.heap + HEAP_TOLERANCE;
  }

  /** What has come since. */
  Footprint minus(Footprint before) {
    return new Footprint(
        threads - before.threads,
        openFiles - before.openFiles,
        temporary - before.temporary,
        heap - before.heap);
  }

  /** What each of several has of it, in words. */
  String share(int count) {
    return "%.1f threads, %.1f open files, %d KB heap"
        .formatted((double) threads / count, (double) openFiles / count, heap / 1024 / count);
  }

  private static int threadCount() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long openFileCount() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static long temporaryCount() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries.count();
    }
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  @Override
  public String toString() {
    return threads
        + " threads, "
        + openFiles
        + " open files, "
        + temporary
        + " temporary files, "
        + heap / 1024
        + " KB heap";
  }
}
