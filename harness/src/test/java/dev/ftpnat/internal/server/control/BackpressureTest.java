package dev.ftpnat.internal.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.mina.core.filterchain.IoFilter.NextFilter;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.DummySession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that doesn't wait for answers, or doesn't read them, is stopped in time. */
class BackpressureTest {

  private final SessionExecutor threads =
      new SessionExecutor(UnaryOperator.identity(), line -> false);
  private final DummySession session = new DummySession();
  private final Backpressure filter = new Backpressure(threads);
  private final CountDownLatch transfer = new CountDownLatch(1);
  private NextFilter next;

  @BeforeEach
  void findWhatComesNext() {
    session.getFilterChain().addLast("under test", new IoFilterAdapter());
    next = session.getFilterChain().getNextFilter("under test");
  }

  @AfterEach
  void stop() throws InterruptedException {
    transfer.countDown();
    threads.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
  }

  private void receive() {
    filter.messageReceived(next, session, "NOOP");
  }

  private void sent() {
    filter.messageSent(next, session, new DefaultWriteRequest("200 Command NOOP okay."));
  }

  /** The first of them runs, and the others wait for it. */
  private void fill(int commands) {
    for (int i = 0; i < commands; i++) {
      threads.execute(session, this::awaitTransfer);
    }
  }

  private void awaitTransfer() {
    try {
      transfer.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aClientThatIsAnsweredIsRead() {
    receive();
    sent();
    assertThat(session.isReadSuspended()).isFalse();
  }

  @Test
  void commandsBehindATransferAreReadUpToALimit() throws Exception {
    fill(Backpressure.MOST_COMMANDS);
    receive();
    assertThat(session.isReadSuspended()).isFalse();

    fill(2);
    receive();
    assertThat(session.isReadSuspended()).isTrue();
    sent();
    assertThat(session.isReadSuspended()).isTrue();

    CountDownLatch caughtUp = new CountDownLatch(1);
    threads.execute(session, caughtUp::countDown);
    transfer.countDown();
    assertThat(caughtUp.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(session.isReadSuspended()).isFalse();
  }

  @Test
  void commandsThatNeedNoReplyAreEnoughToGoOn() throws Exception {
    fill(Backpressure.MOST_COMMANDS + 2);
    receive();
    assertThat(session.isReadSuspended()).isTrue();

    CountDownLatch caughtUp = new CountDownLatch(1);
    threads.execute(session, caughtUp::countDown);
    transfer.countDown();
    assertThat(caughtUp.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(session.isReadSuspended()).isFalse();
  }

  @Test
  void aClientThatReadsNoRepliesIsNotRead() {
    session.increaseScheduledWriteBytes(Backpressure.MOST_BYTES + 1);
    receive();
    assertThat(session.isReadSuspended()).isTrue();

    session.increaseScheduledWriteBytes(-Backpressure.MOST_BYTES / 2);
    sent();
    assertThat(session.isReadSuspended()).isTrue();
    session.increaseScheduledWriteBytes(-1);
    sent();
    assertThat(session.isReadSuspended()).isFalse();
  }

  @Test
  void aClientThatHasSaidAllIsNotReadAgain() {
    filter.inputClosed(next, session);
    session.suspendRead();
    sent();
    assertThat(session.isReadSuspended()).isTrue();
  }
}
