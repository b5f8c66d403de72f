package dev.ftpnat.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
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

  static Footprint now() throws IOException {
    return new Footprint(
        Thread.getAllStackTraces().size(), openFileCount(), temporaryCount(), usedHeap());
  }

  /** Whether this is what it was before, but for a little heap. */
  boolean isBackTo(Footprint before) {
    return threads <= before.threads
        && openFiles <= before.openFiles
        && temporary <= before.temporary
        && heap <= before.heap + HEAP_TOLERANCE;
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
