package dev.ftpnat.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the rooms with sockets and threads rely on. */
class IoTest {

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

  @Test
  void thePeerOfAResetSocketIsTold() throws IOException {
    Sockets.Pair pair = Sockets.Pair.open();
    Sockets.reset(pair.first());
    assertThatThrownBy(() -> pair.second().getInputStream().read())
        .isInstanceOf(SocketException.class);
    Sockets.close(pair.second());
  }
}
