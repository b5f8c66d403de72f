package dev.ftpnat.internal.simulated.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the way doesn't take yet waits without its sender, in order. */
class SendBufferTest {

  private static final int SECONDS = 10;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore ready = new Semaphore(0);
  private final BlockingQueue<String> way = new LinkedBlockingQueue<>();
  private volatile boolean gone;

  private final SendBuffer buffer =
      new SendBuffer(
          new Responder.Sent() {
            @Override
            public void take(byte[] segment) throws IOException {
              ready.acquireUninterruptibly();
              if (gone) {
                throw new SocketException("gone");
              }
              way.add("segment of " + segment.length);
            }

            @Override
            public void end() {
              way.add("end");
            }

            @Override
            public void failed(IOException why) {
              way.add(why.getMessage());
            }
          },
          threads);

  @AfterEach
  void stop() {
    ready.release(1000);
    threads.shutdownNow();
  }

  private String next() throws InterruptedException {
    return way.poll(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void theSenderGoesOnMeanwhile() throws Exception {
    buffer.add(new byte[1]);
    buffer.add(new byte[2]);
    buffer.add(new byte[3]);
    buffer.end();
    assertThat(buffer.isEmpty()).isFalse();
    assertThat(way).isEmpty();

    ready.release(3);
    assertThat(List.of(next(), next(), next(), next()))
        .containsExactly("segment of 1", "segment of 2", "segment of 3", "end");
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void anEndThatNothingIsBeforeGoesOnAtOnce() throws Exception {
    buffer.end();
    assertThat(next()).isEqualTo("end");
  }

  @Test
  void anEndStopsWhoWaitsForRoom() throws Exception {
    for (int i = 0; i < 5; i++) {
      buffer.add(new byte[64 * 1024]);
    }
    CompletableFuture<Void> blocked =
        CompletableFuture.runAsync(
            () -> assertThatThrownBy(() -> buffer.add(new byte[7])).hasMessage("Broken pipe"),
            threads);
    buffer.end();
    blocked.get(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void itIsUsedAgainWhenThereIsSomethingAgain() throws Exception {
    ready.release(2);
    buffer.add(new byte[1]);
    assertThat(next()).isEqualTo("segment of 1");
    buffer.add(new byte[2]);
    assertThat(next()).isEqualTo("segment of 2");
  }

  @Test
  void aFullOneStopsItsSender() throws Exception {
    for (int i = 0; i < 5; i++) {
      buffer.add(new byte[64 * 1024]);
    }
    CompletableFuture<Void> sixth =
        CompletableFuture.runAsync(
            () -> {
              try {
                buffer.add(new byte[7]);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            threads);
    for (int i = 0; i < 5; i++) {
      ready.release();
      assertThat(next()).isEqualTo("segment of 65536");
    }
    sixth.get(SECONDS, TimeUnit.SECONDS);
    ready.release();
    assertThat(next()).isEqualTo("segment of 7");
  }

  @Test
  void oneThatIsClosedTakesNothingAndEndsNothing() throws Exception {
    buffer.add(new byte[1]);
    buffer.close();
    assertThatThrownBy(() -> buffer.add(new byte[1])).isInstanceOf(SocketException.class);
    buffer.end();
    ready.release(2);
    threads.shutdown();
    assertThat(threads.awaitTermination(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(way).doesNotContain("end");
  }

  @Test
  void aReceiverThatIsGoneIsToldOnce() throws Exception {
    gone = true;
    buffer.add(new byte[1]);
    buffer.add(new byte[2]);
    ready.release(2);
    assertThat(next()).isEqualTo("gone");
    assertThatThrownBy(() -> buffer.add(new byte[1])).isInstanceOf(SocketException.class);
    assertThat(way).isEmpty();
  }
}
