package dev.ftpnat.internal.nat;

import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An established connection, for the gateways on its way. Each of them may forget it, because it
 * was idle or for another reason; from then on what either side sends gets no further than that
 * gateway.
 *
 * <p>{@link #keepAlive} may be called by any thread. Callers serialise all other calls with those
 * of the gateways.
 */
public final class Flow {

  /** Longer than any time-out. */
  private static final Duration FOREVER = Duration.ofDays(36500);

  private final long connection;
  private final boolean control;
  private final List<Route.Passage> passages;
  private final List<NatTable> forgottenBy = new ArrayList<>();
  private final Duration shortestTimeout;
  private volatile Instant lastSegment;
  private volatile boolean forgotten;
  private boolean originLostSome;
  private boolean responderLostSome;

  Flow(long connection, boolean control, List<Route.Passage> passages, Instant now) {
    this.connection = connection;
    this.control = control;
    this.passages = List.copyOf(passages);
    this.shortestTimeout =
        passages.stream()
            .map(passage -> timeouts(passage.gateway()).established())
            .min(Duration::compareTo)
            .orElse(FOREVER);
    this.lastSegment = now;
  }

  private static IdleTimeouts timeouts(NatTable gateway) {
    return gateway.gateway().idleTimeouts();
  }

  /** Its number. */
  long connection() {
    return connection;
  }

  /** Whether it is a control connection, which is idle while a transfer goes on. */
  boolean isControl() {
    return control;
  }

  /** When something passed last. */
  Instant lastSegment() {
    return lastSegment;
  }

  /** How long nothing has passed. */
  Duration idle(Instant now) {
    return Duration.between(lastSegment, now);
  }

  /**
   * A segment comes by, and every gateway may know the connection still.
   *
   * @return whether that is so; if it isn't, {@link #carry} has to find out more
   */
  public boolean keepAlive(Instant now) {
    if (forgotten || idle(now).compareTo(shortestTimeout) >= 0) {
      return false;
    }
    lastSegment = now;
    return true;
  }

  /** Something has passed all the time up to now. */
  void busyUntil(Instant now) {
    lastSegment = now;
  }

  /**
   * A segment of one side comes by.
   *
   * @param fromOrigin whether the side sent it that opened the connection
   */
  public Passing carry(boolean fromOrigin, Instant now) {
    passages.forEach(passage -> passage.gateway().forgetIfIdle(this, now));
    Optional<NatTable> end = firstThatForgot(fromOrigin);
    if (end.isEmpty()) {
      lastSegment = now;
      return new Passing(Delivery.ARRIVES, Optional.empty());
    }
    Refusal answer = timeouts(end.get()).afterwards();
    return new Passing(
        answer == Refusal.REJECT ? Delivery.RESET : Delivery.LOST, Optional.of(end.get().name()));
  }

  /**
   * How a segment came through.
   *
   * @param fate what became of it
   * @param gateway the gateway that it didn't get past
   */
  public record Passing(Delivery fate, Optional<String> gateway) {}

  /** Whether a side has lost something for the first time. */
  public boolean isFirstLost(boolean fromOrigin) {
    boolean first = fromOrigin ? !originLostSome : !responderLostSome;
    originLostSome |= fromOrigin;
    responderLostSome |= !fromOrigin;
    return first;
  }

  private Optional<NatTable> firstThatForgot(boolean fromOrigin) {
    List<Route.Passage> way = new ArrayList<>(passages);
    if (!fromOrigin) {
      Collections.reverse(way);
    }
    return way.stream().map(Route.Passage::gateway).filter(forgottenBy::contains).findFirst();
  }

  /** Whether a gateway doesn't know it any more. */
  boolean isForgottenBy(NatTable gateway) {
    return forgottenBy.contains(gateway);
  }

  /** A gateway doesn't know it any more. */
  void forgottenBy(NatTable gateway) {
    forgottenBy.add(gateway);
    forgotten = true;
  }
}
