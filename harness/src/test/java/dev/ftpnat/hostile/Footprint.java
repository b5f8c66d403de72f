package dev.ftpnat.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import java.io.IOException;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What the environments of this JVM hold at a moment: threads that are at work for somebody, and
 * sockets. Threads that a pool keeps for a few seconds in case of more work don't count.
 *
 * @param busyThreads the stack of each such thread, for the message
 * @param sockets the open sockets of this process, or 0 where the system doesn't tell
 */
public record Footprint(List<String> busyThreads, long sockets) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 2_000_000;

  /** The footprint of an environment to which clients can come: it listens when one is about to. */
  public static Footprint of(FtpNat nat) {
    assertThat(nat.socksProxy()).isNotEqualTo(Proxy.NO_PROXY);
    return now();
  }

  /** The footprint at this moment. */
  public static Footprint now() {
    List<String> busy =
        Thread.getAllStackTraces().entrySet().stream()
            .filter(thread -> thread.getKey().getName().startsWith("ftpnat"))
            .filter(thread -> Arrays.stream(thread.getValue()).noneMatch(Footprint::isIdle))
            .map(thread -> thread.getKey().getName() + " " + Arrays.toString(thread.getValue()))
            .toList();
    return new Footprint(busy, countSockets());
  }

  private static boolean isIdle(StackTraceElement frame) {
    return frame.getMethodName().equals("getTask")
        && frame.getClassName().equals("java.util.concurrent.ThreadPoolExecutor");
  }

  private static long countSockets() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(Footprint::isSocket).count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /** Waits until no more is held than at this moment. */
  public void assertNothingIsLeft() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Footprint now = now();
    while (!now.isWithin(this) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      now = now();
    }
    assertThat(now.busyThreads).hasSizeLessThanOrEqualTo(busyThreads.size());
    assertThat(now.sockets).as("sockets").isLessThanOrEqualTo(sockets);
  }

  private boolean isWithin(Footprint before) {
    return busyThreads.size() <= before.busyThreads.size() && sockets <= before.sockets;
  }
}
