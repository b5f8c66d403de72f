package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.simulated.routing.Tap;
import dev.ftpnat.internal.toxiproxy.link.Passage;
import dev.ftpnat.internal.toxiproxy.link.Passage.End;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Carries the bytes of one established connection, both ways, between the real socket of whoever
 * has opened it and the other end. What one read returns is taken for a segment. FIN and RST are
 * passed on as what they are.
 */
final class Relay implements OpenConnections.Connection, Ends {

  private final Socket originator;
  private final Responder responder;
  private final Gateways gateways;
  private final Tap tap;
  private final Duration giveUp;
  private final Consumer<Relay> onEnd;
  private final Set<Direction> directionsOver = EnumSet.noneOf(Direction.class);
  private final Queue<Runnable> alsoCut = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile boolean control;
  private volatile boolean reset;
  private volatile boolean clientFinished;
  private final RelayedStream fromOriginator;
  private final RelayedStream fromResponder;

  /**
   * A relay that hasn't started.
   *
   * @param originator the real socket towards the side that opened the connection
   * @param responder the side that accepted it
   * @param origin who opened it
   * @param gateways say what becomes of a reset
   * @param tap captures what arrives and how it ends
   * @param giveUp how long a sender goes on retransmitting what an ALG drops, once it has closed
   * @param onEnd is told once, when the connection has ended and both sockets are closed
   */
  Relay(
      Socket originator,
      Responder responder,
      Party origin,
      Gateways gateways,
      Tap tap,
      Duration giveUp,
      Consumer<Relay> onEnd) {
    this.originator = originator;
    this.responder = responder;
    this.fromOriginator = new RelayedStream(origin);
    this.fromResponder = new RelayedStream(origin.opposite());
    this.gateways = gateways;
    this.tap = tap;
    this.giveUp = giveUp;
    this.onEnd = onEnd;
  }

  /**
   * Carries until the originator has closed its direction, and on another thread the other one.
   *
   * @param stages what is between the two ends, from the originator on; none if nobody looks
   * @throws java.util.concurrent.RejectedExecutionException if there is no other thread; then the
   *     connection has been cut
   */
  void run(List<Stage> stages, Executor threads) {
    control = !stages.isEmpty();
    Next reply = receiver(Direction.REPLY);
    for (Stage stage : stages) {
      reply = stage.towards(Direction.REPLY, reply);
    }
    Next original = receiver(Direction.ORIGINAL);
    for (int i = stages.size() - 1; i >= 0; i--) {
      original = stages.get(i).towards(Direction.ORIGINAL, original);
    }
    stages.forEach(Stage::open);
    try {
      responder.start(
          new Sending(Direction.REPLY, reply),
          () -> stages.stream().allMatch(Stage::isClear),
          threads);
    } catch (IOException e) {
      // It has stopped meanwhile.
      reset(fromResponder.sender());
      return;
    } catch (RejectedExecutionException e) {
      abort();
      throw e;
    }
    Responder.OfSocket.pump(originator, new Sending(Direction.ORIGINAL, original));
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

  /** What one side sends. */
  private final class Sending implements Responder.Sent {

    private final Direction direction;
    private final Next way;

    Sending(Direction direction, Next way) {
      this.direction = direction;
      this.way = way;
    }

    @Override
    public void take(byte[] segment) throws IOException {
      stream(direction).passage().take(segment.length);
      try {
        way.take(segment);
      } catch (RuntimeException | Error e) {
        abort();
        throw e;
      }
    }

    @Override
    public void end() {
      try {
        way.end();
      } catch (RuntimeException | Error e) {
        abort();
        throw e;
      }
    }

    /**
     * One side reset the connection, or is gone: the other side learns it as it would from TCP.
     * After the end it is this relay that has closed the socket.
     */
    @Override
    public void failed(IOException why) {
      if (!ended.get() && gateways.carry(isOriginal(direction)) == Delivery.ARRIVES) {
        tap.reset(isOriginal(direction));
        reset(goneFirst(direction).sender());
      }
      over(direction);
    }
  }

  private static boolean isOriginal(Direction direction) {
    return direction == Direction.ORIGINAL;
  }

  /** What comes last in a direction: the receiver's socket. */
  private Next receiver(Direction direction) {
    Passage passage = stream(direction).passage();
    return new Next() {
      @Override
      public void take(byte[] segment) throws IOException {
        tap.arrived(isOriginal(direction), segment);
        passage.pass(segment.length);
        boolean written = false;
        try {
          write(direction, segment);
          written = true;
        } finally {
          if (!written) {
            passage.passNot(segment.length);
            passage.end(End.RECEIVER_GONE);
          }
        }
      }

      @Override
      public void end() {
        tap.finished(isOriginal(direction));
        clientFinished |= isOriginal(direction);
        passage.end(End.FINISHED);
        try {
          finish(direction);
        } catch (IOException e) {
          // Closed by its other end in the meantime: nobody is left to tell.
        }
        over(direction);
      }
    };
  }

  private void write(Direction direction, byte[] segment) throws IOException {
    if (isOriginal(direction)) {
      responder.write(segment);
    } else {
      originator.getOutputStream().write(segment);
    }
  }

  private void finish(Direction direction) throws IOException {
    if (isOriginal(direction)) {
      responder.finish();
    } else {
      originator.shutdownOutput();
    }
  }

  // What stages tell --------------------------------------------------------------------------

  @Override
  public void cut(Place by) {
    fromOriginator.end(End.CUT, by);
    fromResponder.end(End.CUT, by);
    tap.finished(true);
    tap.finished(false);
    finish();
  }

  @Override
  public void resetSender(Direction direction) {
    if (isOriginal(direction)) {
      Sockets.reset(originator);
    } else {
      responder.reset();
    }
    over(direction);
  }

  @Override
  public void alsoCut(Runnable cut) {
    alsoCut.add(cut);
    if (ended.get()) {
      cut.run();
    }
  }

  @Override
  public void stalled(Direction direction) {
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
    return clientFinished && control && !ended.get();
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
    responder.reset();
    finish();
  }

  /** What is delayed in the other direction may still arrive. */
  @Override
  public void over(Direction direction) {
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
      responder.close();
      alsoCut.forEach(Runnable::run);
      ending.countDown();
      onEnd.accept(this);
    }
  }
}
