package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.record.SegmentText;
import dev.ftpnat.internal.simulated.routing.Tap;
import dev.ftpnat.internal.toxiproxy.link.Passage;
import dev.ftpnat.internal.toxiproxy.link.Passage.End;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Carries the bytes of one established connection, both ways, between two real loopback sockets.
 * What one read returns is taken for a segment. FIN and RST are passed on as what they are.
 */
final class Relay implements OpenConnections.Connection, ControlPath.Ends {

  /** Control segments are small, and there may be many connections. */
  private static final int BUFFER = 8 * 1024;

  private final Socket originator;
  private final Socket responder;

  /** Empty while it is being made. A link that is cut meanwhile ends the relay already then. */
  private volatile Optional<ControlPath> carriage = Optional.empty();

  private final Gateways gateways;
  private final Tap tap;
  private final Duration giveUp;
  private final Consumer<Relay> onEnd;
  private final Set<Direction> directionsOver = EnumSet.noneOf(Direction.class);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile boolean reset;
  private volatile boolean clientFinished;
  private final RelayedStream fromOriginator;
  private final RelayedStream fromResponder;

  /** Makes what carries the bytes from the one end of a connection to the other. */
  @FunctionalInterface
  interface CarriageMaker {
    ControlPath between(ControlPath.Ends ends) throws IOException;
  }

  /**
   * A relay that hasn't started.
   *
   * @param originator the real socket towards the side that opened the connection
   * @param responder the real socket towards the side that accepted it
   * @param origin who opened it
   * @param maker makes what is between the two
   * @param gateways say what becomes of each segment
   * @param tap captures how it ends
   * @param giveUp how long a sender goes on retransmitting what an ALG drops, once it has closed
   * @param onEnd is told once, when the connection has ended and both sockets are closed
   * @throws IOException if there can't be anything between the two
   */
  Relay(
      Socket originator,
      Socket responder,
      Party origin,
      CarriageMaker maker,
      Gateways gateways,
      Tap tap,
      Duration giveUp,
      Consumer<Relay> onEnd)
      throws IOException {
    this.originator = originator;
    this.responder = responder;
    this.fromOriginator = new RelayedStream(origin);
    this.fromResponder = new RelayedStream(origin.opposite());
    this.gateways = gateways;
    this.tap = tap;
    this.giveUp = giveUp;
    this.onEnd = onEnd;
    ControlPath made = maker.between(this);
    this.carriage = Optional.of(made);
    if (ended.get()) {
      made.cut();
    }
  }

  /**
   * Carries until the originator has closed its direction, and on another thread the other one.
   *
   * @throws java.util.concurrent.RejectedExecutionException if there is no other thread; then the
   *     connection has been cut
   */
  void run(Executor threads) {
    try {
      threads.execute(() -> pump(Direction.REPLY, responder));
    } catch (RejectedExecutionException e) {
      abort();
      throw e;
    }
    pump(Direction.ORIGINAL, originator);
  }

  private ControlPath carriage() {
    return carriage.orElseThrow();
  }

  /** What the originator has sent. */
  RelayedStream sent() {
    return fromOriginator;
  }

  /** What the originator was sent. */
  RelayedStream received() {
    return fromResponder;
  }

  private RelayedStream stream(Direction direction) {
    return isOriginal(direction) ? fromOriginator : fromResponder;
  }

  /** Tells how it ended, once it has: by RST, or by FIN from both sides. */
  boolean wasReset() {
    return reset;
  }

  private void pump(Direction direction, Socket from) {
    boolean ends = false;
    try {
      ends = carry(direction, from);
    } catch (IOException e) {
      // One side reset the connection, or is gone: the other side learns it as it would from TCP.
      // After the end it is this relay that has closed the socket.
      if (!ended.get() && gateways.carry(isOriginal(direction)) == Delivery.ARRIVES) {
        tap.reset(isOriginal(direction));
        reset(goneFirst(direction).sender());
      }
    } catch (RuntimeException | Error e) {
      abort();
      throw e;
    } finally {
      if (!ends) {
        over(direction);
      }
    }
  }

  /** Returns whether the receiver will be told of the end. */
  private boolean carry(Direction direction, Socket from) throws IOException {
    InputStream in = from.getInputStream();
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      stream(direction).passage().take(n);
      Delivery fate = gateways.carry(isOriginal(direction), text(buffer, n));
      if (fate == Delivery.RESET) {
        // The other side isn't told: it will be when it sends something itself.
        Sockets.reset(from);
        return false;
      }
      if (fate == Delivery.ARRIVES) {
        carriage().send(direction, Arrays.copyOf(buffer, n));
      }
    }
    if (gateways.carry(isOriginal(direction)) != Delivery.ARRIVES) {
      return false;
    }
    carriage().end(direction);
    return true;
  }

  private Supplier<SegmentText> text(byte[] buffer, int length) {
    return () ->
        carriage().isControl()
            ? SegmentText.of(Arrays.copyOf(buffer, length))
            : SegmentText.NOTHING;
  }

  private static boolean isOriginal(Direction direction) {
    return direction == Direction.ORIGINAL;
  }

  // What comes out of the carriage ------------------------------------------------------------

  @Override
  public void arrived(Direction direction, byte[] bytes, int offset, int length)
      throws IOException {
    Passage passage = stream(direction).passage();
    passage.pass(length);
    boolean written = false;
    try {
      receiver(direction).getOutputStream().write(bytes, offset, length);
      written = true;
    } finally {
      if (!written) {
        passage.passNot(length);
        passage.end(End.RECEIVER_GONE);
      }
    }
  }

  @Override
  public void finished(Direction direction) {
    tap.finished(isOriginal(direction));
    clientFinished |= isOriginal(direction);
    stream(direction).passage().end(End.FINISHED);
    try {
      receiver(direction).shutdownOutput();
    } catch (IOException e) {
      // Closed by its other end in the meantime: nobody is left to tell.
    }
    over(direction);
  }

  @Override
  public void cut(Place by) {
    fromOriginator.end(End.CUT, by);
    fromResponder.end(End.CUT, by);
    tap.finished(true);
    tap.finished(false);
    finish();
  }

  @Override
  public void lost(Direction direction) {
    // The FIN is behind the hole, so the receiver doesn't learn of it until the sender gives up.
    try {
      if (ending.await(giveUp.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reset(stream(direction).sender());
  }

  /** Who has reset the connection, if reading from one side or writing to the other fails. */
  private RelayedStream goneFirst(Direction direction) {
    RelayedStream own = stream(direction);
    boolean receiver = own.passage().end().filter(end -> end == End.RECEIVER_GONE).isPresent();
    return receiver == isOriginal(direction) ? fromResponder : fromOriginator;
  }

  /** The server closes a control connection when the client has, whatever else goes on. */
  @Override
  public boolean isEnding() {
    return clientFinished && carriage().isControl() && !ended.get();
  }

  private Socket receiver(Direction direction) {
    return isOriginal(direction) ? responder : originator;
  }

  // The end ----------------------------------------------------------------------------------

  @Override
  public void reset(Place by) {
    fromOriginator.end(End.RESET, by);
    fromResponder.end(End.RESET, by);
    abort();
  }

  @Override
  public void abort() {
    reset = true;
    tap.reset(true);
    Sockets.reset(originator);
    Sockets.reset(responder);
    finish();
  }

  /** Nothing more comes this way. What is delayed in the other may still arrive. */
  private void over(Direction direction) {
    boolean both;
    synchronized (directionsOver) {
      directionsOver.add(direction);
      both = directionsOver.size() == Direction.values().length;
    }
    if (both) {
      finish();
    }
  }

  private void finish() {
    if (ended.compareAndSet(false, true)) {
      Sockets.close(originator);
      Sockets.close(responder);
      carriage.ifPresent(ControlPath::cut);
      ending.countDown();
      onEnd.accept(this);
    }
  }
}
