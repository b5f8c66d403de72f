package dev.ftpnat.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the rooms with sockets and threads rely on. */
class IoTest {

  private static final int LOOKS = 200;

  @Test
  void aBoundedMapForgetsTheEldest() {
    BoundedMap<Integer, String> map = new BoundedMap<>(2);
    map.put(1, "a");
    map.put(2, "b");
    map.put(1, "c");
    map.put(3, "d");
    assertThat(map).containsExactly(Map.entry(1, "c"), Map.entry(3, "d"));
  }

  @Test
  void readingEndsAtTheDeadlineAndGoesOnWithAnother() throws IOException {
    Sockets.Pair pair = Sockets.Pair.open();
    try {
      DeadlineInput in = new DeadlineInput(pair.first(), Duration.ofMillis(50));
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);

      pair.second().getOutputStream().write('x');
      in.allow(Duration.ofSeconds(10));
      assertThat(in.read()).isEqualTo('x');
    } finally {
      Sockets.close(pair.first());
      Sockets.close(pair.second());
    }
  }

  @Test
  void threadsAreDaemonsWithNamesAndEndWithTheirPool() throws InterruptedException {
    DaemonThreads threads = new DaemonThreads("kind-");
    ExecutorService pool = threads.pool();
    CountDownLatch running = new CountDownLatch(2);
    Thread[] seen = new Thread[2];
    for (int i = 0; i < 2; i++) {
      int n = i;
      pool.execute(
          () -> {
            seen[n] = Thread.currentThread();
            running.countDown();
            try {
              Thread.sleep(Duration.ofMinutes(1).toMillis());
            } catch (InterruptedException e) {
              // Stopped.
            }
          });
    }
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).extracting(Thread::getName).containsExactlyInAnyOrder("kind-1", "kind-2");
    assertThat(seen).allMatch(Thread::isDaemon);

    threads.stop(pool);

    assertThat(seen).noneMatch(Thread::isAlive);
  }

  /**
   * Whoever has written knows that the reader has something to do, whatever else the machine has.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aThreadThatHasBeenWokenIsNotTakenForOneThatSleeps() throws Exception {
    DaemonThreads threads = new DaemonThreads("reader-");
    ExecutorService pool = threads.pool();
    Sockets.Pair pair = Sockets.Pair.open();
    try {
      pool.execute(() -> readAll(pair.first()));
      for (int n = 0; n < LOOKS; n++) {
        Activity asleep = awaitSleep(threads);
        pair.second().getOutputStream().write('x');
        assertThat(threads.activity().isUnbroken(asleep)).isFalse();
      }
    } finally {
      Sockets.close(pair.second());
      threads.stop(pool);
      Sockets.close(pair.first());
    }
    assertThat(threads.activity()).isEqualTo(Activity.NONE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aThreadIsAwakeUntilItWaits() throws Exception {
    DaemonThreads threads = new DaemonThreads("worker-");
    ExecutorService pool = threads.pool();
    AtomicBoolean busy = new AtomicBoolean(true);
    try {
      pool.execute(
          () -> {
            while (busy.get()) {
              Thread.onSpinWait();
            }
          });
      for (int n = 0; n < LOOKS; n++) {
        assertThat(threads.activity().isUnbroken(threads.activity())).isFalse();
      }
      busy.set(false);
      Activity asleep = awaitSleep(threads);
      assertThat(asleep.isHeldUp(asleep)).isFalse();
    } finally {
      busy.set(false);
      threads.stop(pool);
    }
  }

  /** While garbage is collected whoever has been woken waits for the JVM, and sleeps. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void aThreadThatTheJvmHoldsUpIsAwake() throws Exception {
    DaemonThreads threads = new DaemonThreads("worker-");
    ExecutorService pool = threads.pool();
    Sockets.Pair pair = Sockets.Pair.open();
    try {
      pool.execute(() -> litter(pair.first()));
      for (int n = 0; n < LOOKS; n++) {
        Activity asleep = awaitSleep(threads);
        pair.second().getOutputStream().write('x');
        assertThat(threads.activity().isUnbroken(asleep)).isFalse();
      }
    } finally {
      Sockets.close(pair.second());
      threads.stop(pool);
      Sockets.close(pair.first());
    }
  }

  /** Makes garbage of each octet. */
  private static void litter(Socket socket) {
    try {
      byte[][] kept = new byte[64][];
      int n = 0;
      while (socket.getInputStream().read() >= 0) {
        for (int i = 0; i < 400; i++) {
          kept[n++ % kept.length] = new byte[20_000];
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readAll(Socket socket) {
    try {
      int octet = 0;
      while (octet >= 0) {
        octet = socket.getInputStream().read();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Activity awaitSleep(DaemonThreads threads) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Activity before = threads.activity();
    Activity now = threads.activity();
    while (!now.isUnbroken(before)) {
      assertThat(System.nanoTime()).as("when it still ran").isLessThan(deadline);
      before = now;
      now = threads.activity();
    }
    return now;
  }

  @Test
  void thePeerOfAResetSocketIsTold() throws IOException {
    Sockets.Pair pair = Sockets.Pair.open();
    Sockets.reset(pair.first());
    assertThatThrownBy(() -> pair.second().getInputStream().read())
        .isInstanceOf(SocketException.class);
    Sockets.close(pair.second());
  }
}
