package dev.ftpnat.internal.network;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.nat.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Carries the bytes of one established connection, both ways, between two real loopback sockets.
 * What one read returns is taken for a segment. FIN and RST are passed on as what they are.
 */
final class Relay implements Connections.Connection {

  /** Control segments are small, and there may be many connections. */
  private static final int BUFFER = 8 * 1024;

  private final Socket originator;
  private final Socket responder;
  private final Optional<ControlChannel> control;
  private final Gateways gateways;
  private final Tap tap;
  private final Duration giveUp;
  private final Consumer<Relay> onEnd;
  private final AtomicInteger running = new AtomicInteger(2);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean reset;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /**
   * A relay that hasn't started.
   *
   * @param originator the real socket towards the side that opened the connection
   * @param responder the real socket towards the side that accepted it
   * @param control what looks at the bytes, if this is a control connection
   * @param gateways say what becomes of each segment
   * @param tap captures what no control channel does
   * @param giveUp how long a sender goes on retransmitting what an ALG drops, once it has closed
   * @param onEnd is told once, when the connection has ended and both sockets are closed
   */
  Relay(
      Socket originator,
      Socket responder,
      Optional<ControlChannel> control,
      Gateways gateways,
      Tap tap,
      Duration giveUp,
      Consumer<Relay> onEnd) {
    this.originator = originator;
    this.responder = responder;
    this.control = control;
    this.gateways = gateways;
    this.tap = tap;
    this.giveUp = giveUp;
    this.onEnd = onEnd;
  }

  /**
   * Carries until the originator has closed its direction, and on another thread the other one.
   *
   * @throws java.util.concurrent.RejectedExecutionException if there is no other thread; then the
   *     connection has been cut
   */
  void run(Executor threads) {
    try {
      threads.execute(() -> pump(Direction.REPLY, responder, originator, received));
    } catch (RejectedExecutionException e) {
      abort();
      throw e;
    }
    pump(Direction.ORIGINAL, originator, responder, sent);
  }

  /** Bytes that the originator has sent. */
  long sent() {
    return sent.get();
  }

  /** Bytes that the originator was sent. */
  long received() {
    return received.get();
  }

  /** Tells how it ended, once it has: by RST, or by FIN from both sides. */
  boolean wasReset() {
    return reset;
  }

  @Override
  public void abort() {
    reset = true;
    tap.reset(true);
    Sockets.reset(originator);
    Sockets.reset(responder);
    finish();
  }

  private void pump(Direction direction, Socket from, Socket to, AtomicLong counter) {
    try {
      carry(direction, from, to, counter);
    } catch (IOException e) {
      // One side reset the connection, or is gone: the other side learns it as it would from TCP.
      if (gateways.carry(isOriginal(direction)) == Fate.ARRIVES) {
        tap.reset(isOriginal(direction));
        abort();
      }
    } catch (RuntimeException | Error e) {
      abort();
      throw e;
    } finally {
      if (running.decrementAndGet() == 0) {
        finish();
      }
    }
  }

  private void carry(Direction direction, Socket from, Socket to, AtomicLong counter)
      throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      counter.addAndGet(n);
      Fate fate = gateways.carry(isOriginal(direction));
      if (fate == Fate.RESET) {
        // The other side isn't told: it will be when it sends something itself.
        Sockets.reset(from);
        return;
      }
      if (fate == Fate.LOST) {
        continue;
      }
      if (control.isEmpty()) {
        tap.data(isOriginal(direction), buffer, 0, n);
        out.write(buffer, 0, n);
        continue;
      }
      ControlChannel.Output output = control.get().forward(direction, Arrays.copyOf(buffer, n));
      for (byte[] segment : output.segments()) {
        out.write(segment);
      }
      if (output.close()) {
        abort();
        return;
      }
    }
    if (gateways.carry(isOriginal(direction)) != Fate.ARRIVES) {
      return;
    }
    if (control.isPresent() && control.get().stalled(direction)) {
      // The FIN is behind the hole, so the receiver doesn't learn of it until the sender gives up.
      abortLater();
    } else {
      tap.finished(isOriginal(direction));
      shutdownOutput(to);
    }
  }

  private static boolean isOriginal(Direction direction) {
    return direction == Direction.ORIGINAL;
  }

  private void abortLater() {
    try {
      if (over.await(giveUp.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abort();
  }

  private static void shutdownOutput(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // Closed by its other end in the meantime: nobody is left to tell.
    }
  }

  private void finish() {
    if (ended.compareAndSet(false, true)) {
      Sockets.close(originator);
      Sockets.close(responder);
      over.countDown();
      onEnd.accept(this);
    }
  }
}
