package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.io.QuickAck;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.nat.Delivery;
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
 * Carries the bytes of one established connection, both ways, between two real loopback sockets.
 * What one read returns is taken for a segment. FIN and RST are passed on as what they are.
 */
final class Relay implements OpenConnections.Connection, Ends {

  /** Control segments are small, and there may be many connections. */
  private static final int BUFFER = 8 * 1024;

  private final Socket originator;
  private final Socket responder;
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
   * @param responder the real socket towards the side that accepted it
   * @param origin who opened it
   * @param gateways say what becomes of a reset
   * @param tap captures what arrives and how it ends
   * @param giveUp how long a sender goes on retransmitting what an ALG drops, once it has closed
   * @param onEnd is told once, when the connection has ended and both sockets are closed
   */
  Relay(
      Socket originator,
      Socket responder,
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
    Next way = reply;
    try {
      threads.execute(() -> pump(Direction.REPLY, responder, way));
    } catch (RejectedExecutionException e) {
      abort();
      throw e;
    }
    pump(Direction.ORIGINAL, originator, original);
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

  private void pump(Direction direction, Socket from, Next way) {
    boolean ends = false;
    try {
      ends = carry(direction, from, way);
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

  /** Returns whether what is next has been told of the end. */
  private boolean carry(Direction direction, Socket from, Next way) throws IOException {
    InputStream in = QuickAck.input(from);
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      stream(direction).passage().take(n);
      way.take(Arrays.copyOf(buffer, n));
    }
    way.end();
    return true;
  }

  private static boolean isOriginal(Direction direction) {
    return direction == Direction.ORIGINAL;
  }

  /** What comes last in a direction: the receiver's socket. */
  private Next receiver(Direction direction) {
    Passage passage = stream(direction).passage();
    Socket to = isOriginal(direction) ? responder : originator;
    return new Next() {
      @Override
      public void take(byte[] segment) throws IOException {
        tap.arrived(isOriginal(direction), segment);
        passage.pass(segment.length);
        boolean written = false;
        try {
          to.getOutputStream().write(segment);
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
          to.shutdownOutput();
        } catch (IOException e) {
          // Closed by its other end in the meantime: nobody is left to tell.
        }
        over(direction);
      }
    };
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
    Sockets.reset(isOriginal(direction) ? originator : responder);
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
    Sockets.reset(responder);
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
      Sockets.close(responder);
      alsoCut.forEach(Runnable::run);
      ending.countDown();
      onEnd.accept(this);
    }
  }
}
