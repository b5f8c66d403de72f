package dev.ftpnat.internal.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server waits for happens in its time, which may be advanced. */
@Timeout(30)
class ServerTimeTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerTime time = new ServerTime(threads);
  private final List<String> happened = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    time.stop();
    threads.shutdownNow();
  }

  private ServerTime.Deadline note(String what, Duration delay) {
    return time.after(delay, () -> happened.add(what));
  }

  @Test
  void whatIsDueHappensByItself() throws Exception {
    CompletableFuture<Void> late = new CompletableFuture<>();
    CompletableFuture<Void> soon = new CompletableFuture<>();
    time.after(Duration.ofMillis(30), () -> late.complete(null));
    // Before what it waits for already.
    time.after(Duration.ofMillis(1), () -> soon.complete(null));
    soon.get(10, TimeUnit.SECONDS);
    late.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatIsCalledOffHoldsUpNothingElse() throws Exception {
    time.after(Duration.ofMillis(5), () -> happened.add("called off")).close();
    CompletableFuture<Void> other = new CompletableFuture<>();
    time.after(Duration.ofMillis(20), () -> other.complete(null));
    other.get(10, TimeUnit.SECONDS);
    assertThat(happened).isEmpty();
  }

  @Test
  void advancingLetsHappenInOrderWhatIsDueMeanwhileAndNoMore() {
    note("third", HOUR.multipliedBy(2));
    note("first", Duration.ofMinutes(1));
    note("second", HOUR);
    note("called off", HOUR).close();
    note("later", HOUR.multipliedBy(9));
    long before = time.nanos();

    time.advance(HOUR.multipliedBy(3));

    assertThat(happened).containsExactly("first", "second", "third");
    assertThat(time.nanos() - before).isGreaterThanOrEqualTo(HOUR.multipliedBy(3).toNanos());
  }

  @Test
  void whatFailsLeavesTheOthersTheirTurn() {
    time.after(
        Duration.ofMinutes(1),
        () -> {
          throw new IllegalStateException("on purpose");
        });
    note("after it", HOUR);
    time.advance(HOUR);
    assertThat(happened).containsExactly("after it");
  }

  @Test
  void whatIsAskedForMeanwhileHappensInTheSameAdvanceIfItIsDue() {
    time.after(HOUR, () -> note("at once", Duration.ZERO));
    time.after(HOUR, () -> note("later", HOUR));
    time.advance(HOUR);
    assertThat(happened).containsExactly("at once");
    time.advance(HOUR);
    assertThat(happened).containsExactly("at once", "later");
  }

  @Test
  void aTaskThatWaitsForItsClientHoldsUpNothingElse() throws Exception {
    CountDownLatch client = new CountDownLatch(1);
    time.doAfter(
        Duration.ofMinutes(1),
        () -> {
          try {
            happened.add(client.await(20, TimeUnit.SECONDS) ? "heard" : "never heard");
          } catch (InterruptedException e) {
            happened.add("interrupted");
          }
        });
    note("other", Duration.ofMinutes(2));

    time.advance(HOUR);

    assertThat(happened).containsExactly("other");
    assertThat(time.isBusy()).isTrue();
    client.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(happened).containsExactly("other", "heard");
    assertThat(time.isBusy()).isFalse();
  }

  @Test
  void advancingReturnsWhenTasksThatDontWaitAreDone() {
    time.doAfter(HOUR, () -> happened.add("done"));
    time.advance(HOUR);
    assertThat(happened).containsExactly("done");
  }

  @Test
  void nothingHappensAfterTheEnd() {
    note("before", HOUR);
    time.stop();
    note("after", HOUR);
    time.advance(HOUR);
    assertThat(happened).isEmpty();
    assertThat(time.isBusy()).isFalse();
  }

  @Test
  void nobodyIsLeftToDoWhatIsDueWhenTheThreadsHaveBeenStopped() {
    note("too late", HOUR);
    threads.shutdownNow();
    time.advance(HOUR);
    assertThat(happened).isEmpty();
  }
}
