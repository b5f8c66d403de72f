package dev.ftpnat.internal.simulated.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.server.spi.ControlLine;
import dev.ftpnat.internal.server.spi.ControlSession;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Neither the server nor whoever ends a connection waits for the other side of it. */
@Timeout(20)
class DirectResponderTest {

  private static final int SECONDS = 10;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch sending = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);
  private final CountDownLatch finishing = new CountDownLatch(1);
  private final CountDownLatch reads = new CountDownLatch(1);
  private final CompletableFuture<ControlLine> line = new CompletableFuture<>();
  private volatile boolean clear = true;

  /** A way to a client that doesn't read. */
  private final Responder.Sent sent =
      new Responder.Sent() {
        @Override
        public void take(byte[] segment) throws IOException {
          sending.countDown();
          await(failed);
          throw new SocketException("reset");
        }

        @Override
        public void end() {}

        @Override
        public void failed(IOException why) {
          failed.countDown();
        }
      };

  /** A server that doesn't read. */
  private final ControlSession session =
      new ControlSession() {
        @Override
        public void receive(byte[] segment) {}

        @Override
        public void finish() {
          finishing.countDown();
          await(reads);
        }

        @Override
        public void reset() {}
      };

  private final DirectResponder responder =
      new DirectResponder(
          opened -> {
            line.complete(opened);
            return session;
          },
          new Socket(),
          Endpoint.of("198.51.100.2", 40000));

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() throws IOException {
    responder.start(sent, () -> clear, threads);
  }

  @AfterEach
  void stop() {
    reads.countDown();
    threads.shutdownNow();
  }

  @Test
  void aServerThatClosesFreesItsOwnSenderThoughAToxicHasCome() throws Exception {
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () ->
                assertThatThrownBy(() -> line.join().send(new byte[1]))
                    .isInstanceOf(SocketException.class),
            threads);
    await(sending);
    clear = false;
    line.join().close();
    sender.get(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aConnectionThatIsCutDoesntWaitUntilTheServerReads() throws Exception {
    responder.close();
    assertThat(finishing.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(reads.getCount()).isEqualTo(1);
  }
}
